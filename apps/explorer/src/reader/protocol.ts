/** One check of a block and how it ended. */
export type BlockCheck = {
  readonly check: 'checkHash' | 'checkRoot' | 'checkLink' | 'checkSeed';
  readonly ok: boolean;
};

export type BlockToCheck = {
  /** The header as the node told it, by its names. */
  readonly headerJson: unknown;
  /** Hash the block was asked by. */
  readonly hash: string;
  readonly prevHash: string;
  /** Protocol bytes of its transactions. */
  readonly txs: readonly Uint8Array[];
  /** Header of the block below; null at genesis. */
  readonly below: { readonly hash: string; readonly seed: string } | null;
  readonly strict: boolean;
};

export type Decoded = {
  readonly what: 'tx' | 'header' | 'block';
  readonly id: string;
  readonly text: string;
  /** Encoding what was read gives the same bytes. */
  readonly same: boolean;
};

/** An event or argument as text: JSON if the contract is known, else hex. */
export type Shown = { readonly text: string; readonly decoded: boolean };

/** What the reading worker does: everything that needs the formats of the chain. */
export type ReaderCalls = {
  checkBlock(block: BlockToCheck): readonly BlockCheck[];
  decode(bytes: Uint8Array): Decoded | null;
  showArgument(contract: string, fn: string, bytes: Uint8Array): Shown;
  showEvent(contract: string, topic: string, bytes: Uint8Array): Shown;
  /** Functions of a contract every network has; null for others. */
  functions(contract: string): readonly string[] | null;
  /** Argument of `existing_nullifiers` for one nullifier. */
  nullifierArgument(nullifier: Uint8Array): Uint8Array;
  encodeArgument(contract: string, fn: string, json: string): Uint8Array;
  showOutput(contract: string, fn: string, bytes: Uint8Array): Shown;
};

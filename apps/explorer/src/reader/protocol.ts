import type { BlockCheck, BlockEvidence, CommitteeMember, DrawnStake } from '@eventide/sdk/verify';

/** A block as it was shown, its neighbours, and the stakes of now. */
export type BlockToRead = BlockEvidence;

/** What a block is worth, and who could vote on it; null where nobody can say. */
export type BlockReading = {
  readonly checks: readonly BlockCheck[];
  /** In the order of the votes' bits. */
  readonly validation: readonly CommitteeMember[] | null;
  readonly ratification: readonly CommitteeMember[] | null;
};

/** A committee to draw: `seed` is that of the block before the round, hex. */
export type CommitteeToDraw = {
  readonly stakes: readonly DrawnStake[];
  readonly seed: string;
  readonly round: bigint;
  readonly iteration: number;
  readonly step: 'proposal' | 'validation' | 'ratification';
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
  readBlock(block: BlockToRead): BlockReading;
  drawCommittee(what: CommitteeToDraw): readonly CommitteeMember[];
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

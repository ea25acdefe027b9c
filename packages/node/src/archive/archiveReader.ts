/** An event as it is kept: hash of its transaction (or block), contract id, both hex. Spec: 08 §6 */
export type ArchivedEvent = {
  readonly origin: string;
  readonly topic: string;
  readonly source: string;
  readonly data: Uint8Array;
};

export type FinalizedEvent = ArchivedEvent & {
  readonly id: bigint;
  readonly blockHeight: bigint;
  readonly blockHash: string;
};

/** All events of a transaction that moved public money. Spec: 08 §6 */
export type MoonlightGroup = {
  readonly origin: string;
  readonly blockHeight: bigint;
  readonly events: readonly ArchivedEvent[];
};

/** Where a nullifier or the key of a note stands on the chain. Spec: 13 §6 */
export type MarkPlace = {
  readonly kind: 'nullifier' | 'note';
  /** The transaction, or the block for notes that belong to none. */
  readonly origin: string;
  readonly blockHeight: bigint;
  /** In the tree of notes; null if no event tells it. */
  readonly position: bigint | null;
};

export type GroupRange = {
  readonly fromBlock?: bigint | undefined;
  readonly toBlock?: bigint | undefined;
  readonly limit: number;
};

/** Questions an archive answers; from final blocks, unless said otherwise. Accounts are base58. Spec: 08 §5.1, §6 */
export type ArchiveReader = {
  /** Events of a block, not final ones first; those of the highest such block for a negative height. */
  eventsAt(height: bigint): Promise<readonly ArchivedEvent[]>;
  /** `hash`: hex. */
  eventsOf(hash: string): Promise<readonly ArchivedEvent[]>;
  /** Those of a contract with a higher id, ascending. */
  finalizedEvents(contract: string, afterId: bigint, limit: number): Promise<readonly FinalizedEvent[]>;
  isFinalized(height: bigint, hash: string): Promise<boolean>;
  /** The next block with a shielded transaction. */
  nextPhoenix(height: bigint): Promise<bigint | undefined>;
  /** Everything that moved the money of an account, by block and origin. */
  moonlightOfAccount(
    account: string,
    range: GroupRange & { readonly descending: boolean },
  ): Promise<readonly MoonlightGroup[]>;
  /** What left `sender` and reached `receiver`; at least one is given. */
  moonlightBetween(
    sender: string | undefined,
    receiver: string | undefined,
    range: GroupRange & { readonly offset: bigint },
  ): Promise<readonly MoonlightGroup[]>;
  moonlightByMemo(memo: Uint8Array, limit: number): Promise<readonly MoonlightGroup[]>;
  /** `mark`: 32 bytes in lower-case hex. Blocks that are not final count too. */
  marked(mark: string): Promise<readonly MarkPlace[]>;
  accountCount(): Promise<bigint>;
  txCount(): Promise<{ readonly moonlight: bigint; readonly phoenix: bigint }>;
};

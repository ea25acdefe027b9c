/** As much of w3sper 1.6.0 as its journey calls; the library itself is the user's (EVENTIDE_W3SPER). Spec: 08 §9 */
export type Key = { toString(): string; valueOf(): Uint8Array };
export type Profile = { readonly account: Key; readonly address: Key };
export class ProfileGenerator {
  constructor(seeder: () => Uint8Array);
  readonly default: Promise<Profile>;
  next(): Promise<Profile>;
}

export type Listener = Readonly<
  Record<
    string,
    (listener?: (event: RuesEvent) => void, options?: { readonly signal: AbortSignal }) => Promise<RuesEvent>
  >
>;
export type RuesEvent = {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly gasPaid: bigint;
  memo(options: { readonly as: 'string' }): string | null;
  call(): Readonly<Record<string, unknown>> | null;
};
export type Scope = { readonly on: Listener; readonly once: Listener; withId(id: string): Scope };
export type Sent = { readonly hash: string; readonly nonce?: bigint; readonly nullifiers?: readonly Uint8Array[] };
export class Network {
  static connect(url: string): Promise<Network>;
  readonly connected: boolean;
  readonly blockHeight: Promise<bigint>;
  readonly node: { readonly info: Promise<Readonly<Record<string, unknown>>>; provisioners(): Promise<unknown[]> };
  readonly blocks: Scope & { readonly gasPrice: Promise<Readonly<Record<string, bigint>>> };
  readonly transactions: Scope;
  execute(builder: Builder): Promise<Sent>;
  query(text: string): Promise<Readonly<Record<string, unknown>>>;
  disconnect(): Promise<void>;
}

export type Bookmark = { asUint(): bigint };
export const Bookmark: { from(position: bigint): Bookmark };
export type Notes = Map<Uint8Array, Uint8Array>;
export class AddressSyncer {
  constructor(network: Network);
  notes(
    profiles: readonly Profile[],
    options: { readonly from: bigint | Bookmark },
  ): Promise<AsyncIterable<[Notes[], { readonly bookmark: bigint; readonly blockHeight: bigint }]>>;
  spent(nullifiers: readonly Uint8Array[]): Promise<readonly ArrayBuffer[]>;
}
export type Balance = { readonly nonce: bigint; readonly value: bigint };
export type StakeInfo = {
  readonly amount: { readonly value: bigint; readonly locked: bigint; readonly eligibility: bigint } | null;
  readonly reward: bigint;
};
export type HistoryEntry = {
  readonly hash: string;
  readonly method: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly feePaid: bigint;
  readonly memo: string;
  readonly success: boolean;
};
export class AccountSyncer {
  constructor(network: Network);
  balances(profiles: readonly Profile[]): Promise<readonly Balance[]>;
  stakes(profiles: readonly Profile[]): Promise<readonly StakeInfo[]>;
  history(
    profiles: readonly Profile[],
    options?: { readonly from?: bigint; readonly order?: string },
  ): Promise<readonly AsyncIterable<HistoryEntry>[]>;
}

export type Builder = {
  to(key: string): Builder;
  amount(value: bigint): Builder;
  memo(text: string): Builder;
  obfuscated(): Builder;
  gas(gas: { readonly limit: bigint; readonly price?: bigint }): Builder;
};
export type BookEntry = {
  readonly info: {
    balance(kind: 'account'): Promise<Balance>;
    balance(kind: 'address'): Promise<{ readonly value: bigint; readonly spendable: bigint }>;
    stake(): Promise<StakeInfo>;
  };
  transfer(amount: bigint): Builder;
  shield(amount: bigint): Builder;
  unshield(amount: bigint): Builder;
  stake(amount: bigint): Builder;
  topup(amount: bigint): Builder;
  unstake(amount?: bigint): Builder;
  withdraw(amount: bigint): Builder;
};
export class Bookkeeper {
  constructor(treasury: {
    address(key: Key): Notes;
    account(key: Key): Balance;
    stakeInfo(key: Key): StakeInfo;
  });
  as(profile: Profile): BookEntry;
}

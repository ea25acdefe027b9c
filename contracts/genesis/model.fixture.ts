// Accounts, deposits and stakes as chapter 05 tells them, in plain maps: what the contracts must agree with. Amounts in Lux.

export const MINIMUM = 1_000_000_000_000n;
const EPOCH = 2160n;
const MAX = 2n ** 64n - 1n;

export type Amount = { value: bigint; locked: bigint; eligibility: bigint };
export type StakeState = { amount: Amount | null; reward: bigint; faults: number; hard_faults: number; owner: number };
export type ModelEvent = readonly [topic: string, data: Readonly<Record<string, unknown>>];

/** What a transaction calls; accounts by number. */
export type ModelCall =
  | { readonly kind: 'none' }
  | { readonly kind: 'stake'; readonly account: number; readonly owner: number; readonly value: bigint }
  | {
      readonly kind: 'unstake' | 'withdraw' | 'convert';
      readonly account: number;
      readonly value: bigint;
      readonly receiver: number;
      readonly token: bigint;
    };

export type ModelTx = {
  readonly sender: number;
  readonly receiver: number;
  readonly refundTo: number;
  readonly value: bigint;
  readonly deposit: bigint;
  readonly gasLimit: bigint;
  readonly gasPrice: bigint;
  readonly nonce: bigint;
  readonly call: ModelCall;
};

type Ongoing = ModelTx & { picked: boolean };
type Snapshot = Pick<GenesisModel, 'accounts' | 'stakeBalance' | 'stakes' | 'changes' | 'burnt'> & {
  readonly picked: boolean | undefined;
};

/** The contract aborts. */
class Abort extends Error {}

const ensure = (ok: boolean, text: string): void => {
  if (!ok) throw new Abort(text);
};
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const nextEpoch = (height: bigint): bigint => height + EPOCH - (height % EPOCH);

export class GenesisModel {
  height = 100n;
  burnt = 0n;
  accounts = new Map<number, { nonce: bigint; balance: bigint }>();
  stakeBalance: bigint | undefined;
  stakes = new Map<number, StakeState>();
  changes = new Map<number, StakeState | null>();
  #events: ModelEvent[] = [];
  #tx: Ongoing | undefined;

  addBalance(to: number, value: bigint): void {
    const account = this.#account(to);
    account.balance = min(MAX, account.balance + value);
  }

  /** Text of a discarded transaction, or what its call gave (a text if it failed) and the events of both halves. */
  transact(tx: ModelTx, gasSpent: bigint): { discarded: string } | { failed: string | null; events: ModelEvent[] } {
    this.#events = [];
    const before = this.#snapshot();
    try {
      this.#spend(tx);
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
      this.#restore(before);
      return { discarded: error.message };
    }
    this.#tx = { ...tx, picked: false };
    const failed = this.#attempt(() => this.#call(tx.call));
    this.#refund(gasSpent);
    return { failed, events: this.#events };
  }

  #spend(tx: ModelTx): void {
    ensure(tx.gasPrice > 0n, 'Gas price too low!');
    ensure(tx.deposit === 0n || tx.call.kind !== 'none', 'There must be a contract when depositing funds');
    const price = tx.gasLimit * tx.gasPrice;
    ensure(tx.value + tx.deposit <= MAX && tx.value + tx.deposit + price <= MAX, 'attempt to add with overflow');
    const account = this.accounts.get(tx.sender);
    if (!account) throw new Abort('Account has no funds');
    const total = tx.value + tx.deposit + price;
    ensure(total <= account.balance, "Account doesn't have enough funds");
    ensure(tx.nonce > account.nonce, 'Already used nonce');
    ensure(tx.nonce === account.nonce + 1n, 'Nonce not ready to be used yet');
    account.balance -= total;
    account.nonce = tx.nonce;
    if (tx.value > 0n) this.#account(tx.receiver).balance += tx.value;
  }

  #refund(gasSpent: bigint): void {
    const tx = this.#tx as Ongoing;
    const refund = (tx.gasLimit - gasSpent) * tx.gasPrice + (tx.picked ? 0n : tx.deposit);
    this.#account(tx.refundTo).balance += refund;
    this.#events.push([
      'moonlight',
      {
        sender: tx.sender,
        receiver: tx.receiver === tx.sender ? null : tx.receiver,
        value: tx.value,
        gas_spent: gasSpent,
        refund_info: refund > 0n && tx.refundTo !== tx.sender ? { account: tx.refundTo, value: refund } : null,
      },
    ]);
    this.#tx = undefined;
  }

  /** Runs, or takes all back but the events. */
  #attempt(run: () => void): string | null {
    const before = this.#snapshot();
    try {
      run();
      return null;
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
      this.#restore(before);
      return error.message;
    }
  }

  #call(call: ModelCall): void {
    if (call.kind === 'stake') this.#stake(call);
    else if (call.kind === 'unstake') this.#unstake(call);
    else if (call.kind === 'withdraw') this.#withdrawReward(call);
    else if (call.kind === 'convert') this.#convert(call);
  }

  #nested(text: string, run: () => void): void {
    const failure = this.#attempt(run);
    if (failure !== null) throw new Abort(`${text}: Panic("${failure}")`);
  }

  #expectDeposit(value: bigint, what: string): void {
    const tx = this.#tx as Ongoing;
    ensure(!tx.picked, 'The deposit has already been taken');
    ensure(tx.deposit > 0n, 'There is no deposit in the transaction');
    ensure(value === tx.deposit, `The value to ${what} doesn't match the value in the transaction`);
    tx.picked = true;
  }

  #stake({ account, owner, value }: ModelCall & { kind: 'stake' }): void {
    const known = this.stakes.get(account);
    ensure(!known || known.owner === owner, 'Keys mismatch');
    ensure(Boolean(known?.amount) || value >= MINIMUM, 'The staked value is lower than the minimum amount!');
    this.#nested('Depositing funds into contract should succeed', () => {
      this.#expectDeposit(value, 'deposit');
      this.stakeBalance = (this.stakeBalance ?? 0n) + value;
      this.#events.push(['deposit', { sender: this.#tx?.sender, value }]);
    });
    const before = known ? structuredClone(known) : null;
    const state = known ?? { amount: null, reward: 0n, faults: 0, hard_faults: 0, owner };
    this.stakes.set(account, state);
    const locked = state.amount && this.height >= state.amount.eligibility ? value / 10n : 0n;
    if (!state.amount) state.amount = { value, locked: 0n, eligibility: nextEpoch(this.height) + EPOCH };
    else {
      state.amount.value += value - locked;
      state.amount.locked += locked;
    }
    this.#events.push(['stake', { account, value: value - locked, locked }]);
    this.#remember(account, before);
  }

  #payOut(topic: string, { value, receiver, token }: { value: bigint; receiver: number; token: bigint }): void {
    ensure(token === this.#tx?.nonce, 'Incorrect nonce signed');
    this.#account(receiver).balance += value;
    if (topic === 'convert') (this.#tx as { picked: boolean }).picked = true;
    this.#events.push([topic, { receiver, value }]);
  }

  #convert(call: ModelCall & { kind: 'convert' | 'unstake' | 'withdraw' }): void {
    const tx = this.#tx as Ongoing;
    ensure(tx.deposit > 0n, 'There is no deposit in the transaction');
    ensure(call.value === tx.deposit, "The value to convert doesn't match the value in the transaction");
    this.#payOut('convert', call);
  }

  #unstake(call: ModelCall & { kind: 'unstake' | 'withdraw' | 'convert' }): void {
    const state = this.stakes.get(call.account);
    if (!state) throw new Abort('A stake should exist in the map to be unstaked!');
    const { amount } = state;
    if (!amount) throw new Abort('There must be an amount to unstake');
    ensure(call.value <= amount.value + amount.locked, 'Value to unstake higher than the staked amount');
    const before = structuredClone(state);
    this.#nested('Withdrawing stake should succeed', () => {
      ensure((this.stakeBalance ?? 0n) >= call.value, "The contract doesn't have enough balance");
      this.stakeBalance = (this.stakeBalance ?? 0n) - call.value;
      this.#payOut('withdraw', call);
    });
    // `#nested` may have replaced the maps' contents by copies: look up again
    const live = this.stakes.get(call.account) as StakeState;
    const held = live.amount as Amount;
    const active = min(call.value, held.value);
    held.value -= active;
    held.locked -= call.value - active;
    this.#events.push(['unstake', { account: call.account, value: active, locked: call.value - active }]);
    const left = held.value + held.locked;
    if (left > 0n) ensure(left >= MINIMUM, 'Stake left is lower than minimum stake');
    else if (live.reward === 0n) this.stakes.delete(call.account);
    else live.amount = null;
    this.#remember(call.account, before);
  }

  #withdrawReward(call: ModelCall & { kind: 'unstake' | 'withdraw' | 'convert' }): void {
    const state = this.stakes.get(call.account);
    if (!state) throw new Abort('A stake should exist in the map to get rewards!');
    ensure(call.value > 0n, 'Withdrawing 0 reward is not allowed');
    ensure(call.value <= state.reward, 'Value to withdraw is higher than available reward');
    this.#nested('Withdrawing reward should succeed', () => this.#payOut('mint', call));
    const live = this.stakes.get(call.account) as StakeState;
    live.reward -= call.value;
    this.#events.push(['withdraw', { account: call.account, value: call.value, locked: 0n }]);
    if (live.reward === 0n && !live.amount) this.stakes.delete(call.account);
  }

  reward(list: readonly { account: number; value: bigint }[]): void {
    for (const { account, value } of list) {
      const state = this.stakes.get(account) ?? { amount: null, reward: 0n, faults: 0, hard_faults: 0, owner: account };
      this.stakes.set(account, state);
      state.reward += value;
      state.faults = 0;
      state.hard_faults = 0;
    }
  }

  /** Soft slash; the event, or null if there is none. @returns a text if refused */
  slash(account: number, explicit: bigint | null): string | ModelEvent | null {
    const state = this.stakes.get(account);
    if (!state) return 'The stake to slash should exist';
    if (!state.amount) return null;
    const before = structuredClone(state);
    state.faults = Math.min(255, state.faults + 1);
    const counted = BigInt(Math.max(0, state.faults - 1));
    if (counted > 0n) state.amount.eligibility = nextEpoch(this.height) + counted * EPOCH;
    const amount = min(explicit ?? (state.amount.value / 100n) * counted * 10n, state.amount.value);
    state.amount.value -= amount;
    state.amount.locked += amount;
    this.#remember(account, before);
    if (amount === 0n && counted === 0n) return null;
    return ['slash', { account, value: amount, next_eligibility: state.amount.eligibility }];
  }

  hardSlash(account: number, explicit: bigint | null, severity: number | null): string | ModelEvent | null {
    const state = this.stakes.get(account);
    if (!state) return 'The stake to hard slash should exist';
    if (!state.amount) return null;
    const before = structuredClone(state);
    state.hard_faults = Math.min(255, state.hard_faults + (severity ?? 1));
    state.amount.eligibility = nextEpoch(this.height) + BigInt(state.hard_faults) * EPOCH;
    const amount = min(explicit ?? (state.amount.value / 100n) * BigInt(state.hard_faults) * 10n, state.amount.value);
    if (amount > 0n) {
      state.amount.value -= amount;
      this.stakeBalance = (this.stakeBalance ?? 0n) - amount;
      this.burnt += amount;
    }
    this.#remember(account, before);
    return ['hard_slash', { account, value: amount, next_eligibility: state.amount.eligibility }];
  }

  #remember(account: number, before: StakeState | null): void {
    if (!this.changes.has(account)) this.changes.set(account, before);
  }

  #account(n: number): { nonce: bigint; balance: bigint } {
    const account = this.accounts.get(n) ?? { nonce: 0n, balance: 0n };
    this.accounts.set(n, account);
    return account;
  }

  #snapshot(): Snapshot {
    const { accounts, stakeBalance, stakes, changes, burnt } = this;
    return structuredClone({ accounts, stakeBalance, stakes, changes, burnt, picked: this.#tx?.picked });
  }

  #restore({ picked, ...state }: Snapshot): void {
    Object.assign(this, state);
    if (this.#tx && picked !== undefined) this.#tx.picked = picked;
  }
}

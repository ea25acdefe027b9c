import { decodeEvent, decodeValue, encodeCall } from '@eventide/contract-sdk/client/connect';
import { seededRandom } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { account, accountNumber, signature } from '../account.fixture.ts';
import { buildGenesis, openGenesis, STAKE, TRANSFER } from './genesis.fixture.ts';
import { GenesisModel, MINIMUM, type ModelCall, type ModelEvent, type ModelTx } from './model.fixture.ts';

const transfer = await buildGenesis('transfer');
const stake = await buildGenesis('stake');
/** Sequences of about twenty steps; 10 000 in nightly runs. */
const sequences = Number(process.env.EVENTIDE_SEQUENCES ?? 200);
const STEPS = 20;
const PEOPLE = 4;

type Loose = Record<string, unknown>;
const numberOf = (key: unknown): number => accountNumber(key as Uint8Array);
const same = { kind: 'Account' } as const;

/** An event of the contracts in the model's terms. */
function plainEvent(event: { source: string; topic: string; data: Uint8Array }): ModelEvent {
  const data = decodeEvent((event.source === TRANSFER ? transfer : stake).abi, event).data as Loose;
  const receiver = data.receiver as { kind: string; value: Uint8Array } | Uint8Array | null;
  if (event.topic === 'moonlight') {
    const refund = data.refund_info as { account: Uint8Array; value: bigint } | null;
    return [
      'moonlight',
      {
        sender: numberOf(data.sender),
        receiver: receiver === null ? null : numberOf(receiver),
        value: data.value,
        gas_spent: data.gas_spent,
        refund_info: refund && { account: numberOf(refund.account), value: refund.value },
      },
    ];
  }
  if (event.topic === 'deposit') return ['deposit', { sender: numberOf(data.sender), value: data.value }];
  if (event.source === TRANSFER)
    return [event.topic, { receiver: numberOf((receiver as { value: Uint8Array }).value), value: data.value }];
  if ('keys' in data) {
    return [event.topic, { account: numberOf((data.keys as Loose).account), value: data.value, locked: data.locked }];
  }
  return [event.topic, { ...data, account: numberOf(data.account) }];
}

function callOf(tx: ModelTx): { contract: Uint8Array; fn_name: string; fn_args: Uint8Array } | null {
  const { call } = tx;
  const id = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  if (call.kind === 'none') return null;
  const both = { account: signature, owner: signature };
  if (call.kind === 'stake') {
    const keys = { account: account(call.account), owner: { ...same, value: account(call.owner) } };
    const fn_args = encodeCall(stake.abi, 'stake', { chain_id: 1, keys, value: call.value, signature: both });
    return { contract: id(STAKE), fn_name: 'stake', fn_args };
  }
  const target = call.kind === 'convert' ? TRANSFER : STAKE;
  const withdraw = {
    contract: id(target),
    value: call.value,
    receiver: { kind: 'Moonlight', value: account(call.receiver) },
    token: { kind: 'Moonlight', value: call.token },
    signature: { kind: 'Moonlight', value: signature },
  };
  const value = call.kind === 'convert' ? withdraw : { account: account(call.account), withdraw, signature: both };
  return {
    contract: id(target),
    fn_name: call.kind,
    fn_args: encodeCall(call.kind === 'convert' ? transfer.abi : stake.abi, call.kind, value),
  };
}

class Run {
  readonly model = new GenesisModel();
  random: () => number = () => 0;
  /** The people of a sequence follow this number. */
  base = 0;
  /** What earlier sequences left; nobody touches it again. */
  readonly settled = { accounts: new Map<number, unknown>(), stakes: new Map<number, unknown>() };
  readonly session: Awaited<ReturnType<typeof openGenesis>>;

  constructor(session: Awaited<ReturnType<typeof openGenesis>>) {
    this.session = session;
  }

  /** Random steps of four new people in the state that all before have left. */
  sequence(seed: number): void {
    this.random = seededRandom(seed);
    this.base = seed * PEOPLE;
    for (let n = 1; n <= 2; n++) this.fund();
    for (let i = 0; i < STEPS; i++) {
      try {
        this.step();
      } catch (error) {
        throw new Error(`seed ${seed}, step ${i}: ${(error as Error).message}`, { cause: error });
      }
    }
    for (const [n, account] of this.model.accounts) this.settled.accounts.set(n, account);
    for (const [n, stake] of this.model.stakes) this.settled.stakes.set(n, stake);
    this.compareChanges();
    this.block();
    this.model.accounts.clear();
    this.model.stakes.clear();
  }

  person(): number {
    return this.base + 1 + this.below(PEOPLE);
  }

  below(n: number): number {
    return this.random() % n;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  amount(): bigint {
    const scale = [1n, 1000n, MINIMUM, MINIMUM / 10n][this.below(4)] as bigint;
    return BigInt(this.below(30)) * scale + BigInt(this.below(3));
  }

  root(contract: 'transfer' | 'stake', method: string, value?: unknown) {
    const [id, { abi }] = contract === 'transfer' ? [TRANSFER, transfer] : [STAKE, stake];
    return this.session.tryCall(id, method, encodeCall(abi, method, value));
  }

  step(): void {
    const kind = this.below(12);
    if (kind < 7) this.transaction();
    else if (kind === 7) this.fund();
    else if (kind === 8) this.block();
    else if (kind === 9) this.reward();
    else this.slash(kind === 10);
  }

  fund(): void {
    const to = this.person();
    const value = this.chance(3) ? 2n ** 60n : this.amount() * 40n;
    expect(this.root('transfer', 'add_account_balance', { account: account(to), value })).toHaveProperty('data');
    this.model.addBalance(to, value);
  }

  block(): void {
    this.model.height += BigInt(this.below(3000));
    this.session.height = this.model.height;
    this.root('stake', 'before_state_transition');
    this.root('transfer', 'update_root');
    this.model.changes.clear();
  }

  reward(): void {
    const list = Array.from({ length: this.below(4) }, () => ({
      account: this.person(),
      value: this.amount(),
    }));
    const rewards = list.map(({ account: n, value }) => ({ account: account(n), value, reason: { kind: 'Voter' } }));
    const result = this.root('stake', 'reward', rewards);
    this.model.reward(list);
    expect('events' in result ? result.events.length : -1).toBe(list.length > 0 ? 1 : 0);
  }

  slash(soft: boolean): void {
    const who = this.person();
    const explicit = this.chance(40) ? this.amount() : null;
    const severity = this.chance(50) ? this.below(4) : null;
    const result = soft
      ? this.root('stake', 'slash', { account: account(who), value: explicit })
      : this.root('stake', 'hard_slash', { account: account(who), severity: explicit, faults: severity });
    const expected = soft ? this.model.slash(who, explicit) : this.model.hardSlash(who, explicit, severity);
    if (typeof expected === 'string') expect(result).toMatchObject({ refusal: { text: expected } });
    else expect('events' in result ? result.events.map(plainEvent) : result).toEqual(expected ? [expected] : []);
  }

  call(nonce: bigint): ModelCall {
    const kind = (['none', 'stake', 'stake', 'unstake', 'withdraw', 'convert'] as const)[
      this.below(6)
    ] as ModelCall['kind'];
    const who = this.person();
    if (kind === 'none') return { kind };
    if (kind === 'stake')
      return { kind, account: who, owner: this.chance(92) ? who : this.person(), value: this.amount() };
    const state = this.model.stakes.get(who);
    const all =
      kind === 'unstake' ? (state?.amount ? state.amount.value + state.amount.locked : 0n) : (state?.reward ?? 0n);
    const value = this.chance(40) ? all : this.chance(50) ? this.amount() : all / 2n;
    return { kind, account: who, value, receiver: this.person(), token: this.chance(94) ? nonce : nonce + 1n };
  }

  transaction(): void {
    const sender = this.person();
    const known = this.model.accounts.get(sender)?.nonce ?? 0n;
    const nonce = known + (this.chance(94) ? 1n : BigInt(this.below(3)));
    const call = this.call(nonce);
    const fits = (call.kind === 'stake' || call.kind === 'convert') && this.chance(90);
    const tx: ModelTx = {
      sender,
      receiver: this.chance(50) ? sender : this.person(),
      refundTo: this.chance(70) ? sender : this.person(),
      value: this.chance(60) ? 0n : this.amount(),
      deposit: fits ? (call as { value: bigint }).value : this.chance(90) ? 0n : this.amount(),
      gasLimit: BigInt(this.below(100)),
      gasPrice: BigInt(this.chance(97) ? 1 + this.below(3) : 0),
      nonce,
      call,
    };
    const spent = BigInt(this.below(Number(tx.gasLimit) + 1));
    const expected = this.model.transact(tx, spent);
    const data = callOf(tx);
    const payload = {
      chain_id: 1,
      sender: account(sender),
      receiver: account(tx.receiver),
      value: tx.value,
      deposit: tx.deposit,
      fee: { gas_limit: tx.gasLimit, gas_price: tx.gasPrice, refund_address: account(tx.refundTo) },
      nonce,
      data: data && { kind: 'Call', value: data },
    };
    const result = this.root('transfer', 'spend_and_execute', { kind: 'Moonlight', value: { payload, signature } });
    if ('discarded' in expected) {
      expect(result).toMatchObject({ refusal: { text: expected.discarded } });
      return;
    }
    if (!('data' in result))
      throw new Error(`discarded: ${result.refusal.text}, expected ${JSON.stringify(expected.failed)}`);
    const outcome = decodeValue(transfer.abi, 'CallOutcome', result.data) as {
      kind: string;
      value: { value?: string };
    };
    expect(outcome.kind === 'Ok' ? null : outcome.value.value).toBe(expected.failed);
    const refund = this.root('transfer', 'refund', spent);
    if (!('data' in refund)) throw new Error(refund.refusal.text);
    expect([...result.events, ...refund.events].map(plainEvent)).toEqual(expected.events);
  }

  #feed(id: string, method: string, value?: unknown): unknown[] {
    const { abi } = id === TRANSFER ? transfer : stake;
    const { feeds } = abi.methods.find((m) => m.name === method) ?? {};
    const receipt = this.session.call(id, method, encodeCall(abi, method, value));
    return receipt.feeds.map((fed) => decodeValue(abi, feeds as string, fed));
  }

  compareChanges(): void {
    const changes = this.#feed(STAKE, 'prev_state_changes') as { account: Uint8Array; before: Loose | null }[];
    expect(new Map(changes.map(({ account: key, before }) => [numberOf(key), before && stakeState(before)]))).toEqual(
      new Map([...this.model.changes].map(([n, s]) => [n, s && stakeState(s)])),
    );
  }

  /** All that every sequence has left. */
  compare(): void {
    const all = { from: 0n, limit: 0n };
    const accounts = this.#feed(TRANSFER, 'sync_accounts', all) as { data: unknown; account: Uint8Array }[];
    expect(new Map(accounts.map(({ data, account: key }) => [numberOf(key), data]))).toEqual(this.settled.accounts);
    const balances = this.#feed(TRANSFER, 'sync_contract_balances', all) as { value: bigint }[];
    const { stakeBalance, burnt } = this.model;
    expect(balances.map(({ value }) => value)).toEqual(stakeBalance === undefined ? [] : [stakeBalance]);
    const stakes = this.#feed(STAKE, 'stakes') as { keys: Loose; data: Loose }[];
    expect(new Map(stakes.map(({ keys, data }) => [numberOf(keys.account), stakeState(data)]))).toEqual(
      new Map([...this.settled.stakes].map(([n, s]) => [n, stakeState(s as Loose)])),
    );
    expect(decodeValue(stake.abi, 'u64', this.session.call(STAKE, 'burnt_amount').data)).toBe(burnt);
  }
}

function stakeState({ amount, reward, faults, hard_faults }: Loose): Loose {
  return { amount, reward, faults, hard_faults };
}

describe('05 §4, §5 the genesis contracts against a plain model', () => {
  it(`05 §4.3, §5.4–5.11 ${sequences} random sequences: refusals, events, state`, { timeout: 3_600_000 }, async () => {
    const session = await openGenesis();
    const run = new Run(session);
    for (let seed = 1; seed <= sequences; seed++) {
      run.sequence(seed);
      if (seed % 100 === 0) await session.commit();
    }
    run.compare();
    await session.close();
  });
});

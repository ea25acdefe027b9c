import { toHex } from '@eventide/base';
import { decodeEvent, decodeValue, encodeCall } from '@eventide/contract-sdk/client/connect';
import { seededRandom } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { account, signature } from '../account.fixture.ts';
import { buildGenesis, openGenesis, STAKE, TRANSFER } from './genesis.fixture.ts';
import { GenesisModel, MINIMUM, type ModelCall, type ModelEvent, type ModelTx } from './model.fixture.ts';

const transfer = await buildGenesis('transfer');
const stake = await buildGenesis('stake');
/** Sequences of about twenty steps; 10 000 in nightly runs. */
const sequences = Number(process.env.EVENTIDE_SEQUENCES ?? 200);
const STEPS = 20;
const PEOPLE = 4;

type Loose = Record<string, unknown>;
const numberOf = (key: unknown): number => (key as Uint8Array)[0] as number;
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
  if (event.source === TRANSFER) return [event.topic, { receiver: numberOf((receiver as { value: Uint8Array }).value), value: data.value }];
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
  return { contract: id(target), fn_name: call.kind, fn_args: encodeCall(call.kind === 'convert' ? transfer.abi : stake.abi, call.kind, value) };
}

class Run {
  readonly model = new GenesisModel();
  readonly random: () => number;
  readonly session: Awaited<ReturnType<typeof openGenesis>>;

  constructor(session: Awaited<ReturnType<typeof openGenesis>>, seed: number) {
    this.session = session;
    this.random = seededRandom(seed);
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
    const to = 1 + this.below(PEOPLE);
    const value = this.chance(3) ? 2n ** 64n - 1n : this.amount() * 40n;
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
    const list = Array.from({ length: this.below(4) }, () => ({ account: 1 + this.below(PEOPLE), value: this.amount() }));
    const rewards = list.map(({ account: n, value }) => ({ account: account(n), value, reason: { kind: 'Voter' } }));
    const result = this.root('stake', 'reward', rewards);
    this.model.reward(list);
    expect('events' in result ? result.events.length : -1).toBe(list.length > 0 ? 1 : 0);
  }

  slash(soft: boolean): void {
    const who = 1 + this.below(PEOPLE);
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
    const kind = (['none', 'stake', 'stake', 'unstake', 'withdraw', 'convert'] as const)[this.below(6)] as ModelCall['kind'];
    const who = 1 + this.below(PEOPLE);
    if (kind === 'none') return { kind };
    if (kind === 'stake') return { kind, account: who, owner: this.chance(92) ? who : 1 + this.below(PEOPLE), value: this.amount() };
    const state = this.model.stakes.get(who);
    const all = kind === 'unstake' ? (state?.amount ? state.amount.value + state.amount.locked : 0n) : (state?.reward ?? 0n);
    const value = this.chance(40) ? all : this.chance(50) ? this.amount() : all / 2n;
    return { kind, account: who, value, receiver: 1 + this.below(PEOPLE), token: this.chance(94) ? nonce : nonce + 1n };
  }

  transaction(): void {
    const sender = 1 + this.below(PEOPLE);
    const known = this.model.accounts.get(sender)?.nonce ?? 0n;
    const nonce = known + (this.chance(94) ? 1n : BigInt(this.below(3)));
    const call = this.call(nonce);
    const fits = (call.kind === 'stake' || call.kind === 'convert') && this.chance(90);
    const tx: ModelTx = {
      sender,
      receiver: this.chance(50) ? sender : 1 + this.below(PEOPLE),
      refundTo: this.chance(70) ? sender : 1 + this.below(PEOPLE),
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
    if (!('data' in result)) throw new Error(`discarded: ${result.refusal.text}, expected ${JSON.stringify(expected.failed)}`);
    const outcome = decodeValue(transfer.abi, 'CallOutcome', result.data) as { kind: string; value: { value?: string } };
    expect(outcome.kind === 'Ok' ? null : outcome.value.value).toBe(expected.failed);
    const refund = this.root('transfer', 'refund', spent);
    if (!('data' in refund)) throw new Error(refund.refusal.text);
    expect([...result.events, ...refund.events].map(plainEvent)).toEqual(expected.events);
  }

  /** All state there is to see. */
  compare(): void {
    const { model, session } = this;
    const feed = (id: string, method: string, value?: unknown): unknown[] => {
      const { abi } = id === TRANSFER ? transfer : stake;
      const { feeds } = abi.methods.find((m) => m.name === method) ?? {};
      return session.call(id, method, encodeCall(abi, method, value)).feeds.map((fed) => decodeValue(abi, feeds as string, fed));
    };
    const accounts = feed(TRANSFER, 'sync_accounts', { from: 0n, limit: 0n }) as { data: unknown; account: Uint8Array }[];
    expect(new Map(accounts.map(({ data, account: key }) => [numberOf(key), data]))).toEqual(model.accounts);
    const balances = feed(TRANSFER, 'sync_contract_balances', { from: 0n, limit: 0n }) as { value: bigint }[];
    expect(balances.map(({ value }) => value)).toEqual(model.stakeBalance === undefined ? [] : [model.stakeBalance]);
    const state = ({ amount, reward, faults, hard_faults }: Loose): Loose => ({ amount, reward, faults, hard_faults });
    const stakes = feed(STAKE, 'stakes') as { keys: Loose; data: Loose }[];
    expect(new Map(stakes.map(({ keys, data }) => [numberOf(keys.account), state(data)]))).toEqual(
      new Map([...model.stakes].map(([n, s]) => [n, state(s)])),
    );
    const changes = feed(STAKE, 'prev_state_changes') as { account: Uint8Array; before: Loose | null }[];
    expect(new Map(changes.map(({ account: key, before }) => [numberOf(key), before && state(before)]))).toEqual(
      new Map([...model.changes].map(([n, s]) => [n, s && state(s)])),
    );
    const burnt = session.call(STAKE, 'burnt_amount').data;
    expect(decodeValue(stake.abi, 'u64', burnt)).toBe(model.burnt);
  }
}

describe('05 §4, §5 the genesis contracts against a plain model', () => {
  it(`05 §4.3, §5.4–5.11 ${sequences} random sequences: refusals, events, state`, { timeout: 3_600_000 }, async () => {
    for (let seed = 1; seed <= sequences; seed++) {
      const session = await openGenesis();
      const run = new Run(session, seed);
      for (let n = 1; n <= 2; n++) run.fund();
      for (let i = 0; i < STEPS; i++) {
        try {
          run.step();
        } catch (error) {
          throw new Error(`seed ${seed}, step ${i}: ${(error as Error).message}`, { cause: error });
        }
      }
      run.compare();
      expect(toHex(session.root())).toHaveLength(64);
      await session.close();
    }
  });
});

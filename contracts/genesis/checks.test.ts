import { fromHex, toHex } from '@eventide/base';
import { decodeValue, encodeCall } from '@eventide/contract-sdk/client/connect';
import type { ContractSession } from '@eventide/contract-sdk/session/contractSession';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, signature } from '../account.fixture.ts';
import { buildGenesis, buildProxy, openGenesis, STAKE, TRANSFER, type Verdicts } from './genesis.fixture.ts';

const transfer = await buildGenesis('transfer');
const stake = await buildGenesis('stake');
const DUSK = 1_000_000_000n;
const zeros = (size: number): Uint8Array => new Uint8Array(size);
const id = (hex: string): Uint8Array => fromHex(hex);

type Scene = {
  readonly session: ContractSession;
  readonly verdicts: Verdicts;
  /** Refusal of a direct call by the node, or undefined. State must be unchanged by a refusal. */
  readonly refusal: (contract: string, method: string, value?: unknown) => string | undefined;
};

async function openScene(): Promise<Scene> {
  const verdicts: Verdicts = new Map();
  const session = await openGenesis({ verdicts });
  const refusal: Scene['refusal'] = (contract, method, value) => {
    const before = toHex(session.root());
    const result = session.tryCall(
      contract,
      method,
      encodeCall((contract === TRANSFER ? transfer : stake).abi, method, value),
    );
    if (!('refusal' in result)) return undefined;
    expect(toHex(session.root())).toBe(before);
    return result.refusal.text;
  };
  expect(refusal(TRANSFER, 'add_account_balance', { account: account(1), value: 10_000n * DUSK })).toBeUndefined();
  return { session, verdicts, refusal };
}

type Loose = Record<string, unknown>;
const point = zeros(64);
const noCipher = { a: { first: point, second: point }, b: { first: point, second: point } };
const noSchnorr = { u: zeros(32), R: zeros(160) };
/** The Montgomery form of 1. */
const oneScalar = fromHex('feffffff0100000002480300fab78458f54fbcecef4f8c996f05c5ac59b12418');
/** Both points (0, 0) with z = 1: good where nobody looks for a point. */
const identityAddress = Uint8Array.of(
  ...[...zeros(64), ...oneScalar, ...zeros(64)],
  ...[...zeros(64), ...oneScalar, ...zeros(64)],
);

const note = (overrides: Loose = {}): Loose => ({
  note_type: 'Obfuscated',
  value_commitment: point,
  stealth_address: identityAddress,
  pos: 0n,
  value_enc: zeros(68),
  sender: { kind: 'Encryption', value: noCipher },
  ...overrides,
});
const phoenix = (skeleton: Loose = {}, payload: Loose = {}, fee: Loose = {}): Loose => ({
  kind: 'Phoenix',
  value: {
    payload: {
      chain_id: 1,
      tx_skeleton: {
        root: zeros(32),
        nullifiers: [zeros(32).fill(1)],
        outputs: { first: note(), second: note() },
        max_fee: 10n,
        deposit: 0n,
        ...skeleton,
      },
      fee: {
        gas_limit: 10n,
        gas_price: 1n,
        stealth_address: identityAddress,
        sender: { kind: 'Encryption', value: noCipher },
        ...fee,
      },
      data: null,
      ...payload,
    },
    proof: zeros(1008),
  },
});

const moonlight = (payload: Loose = {}, fee: Loose = {}): Loose => ({
  kind: 'Moonlight',
  value: {
    payload: {
      chain_id: 1,
      sender: account(1),
      receiver: account(1),
      value: 0n,
      deposit: 0n,
      fee: { gas_limit: 10n, gas_price: 1n, refund_address: account(1), ...fee },
      nonce: 1n,
      data: null,
      ...payload,
    },
    signature,
  },
});

const callData = (contract: string, fn_name: string, fn_args: Uint8Array): Loose => ({
  kind: 'Call',
  value: { contract: id(contract), fn_name, fn_args },
});

/** Text with which the call of a transaction failed, undefined if it did not. */
function called(session: ContractSession, tx: Loose): string | undefined {
  const { data } = session.call(TRANSFER, 'spend_and_execute', encodeCall(transfer.abi, 'spend_and_execute', tx));
  const outcome = decodeValue(transfer.abi, 'CallOutcome', data) as {
    kind: string;
    value: { kind?: string; value?: string };
  };
  session.call(TRANSFER, 'refund', encodeCall(transfer.abi, 'refund', 5n));
  return outcome.kind === 'Ok' ? undefined : (outcome.value.value ?? outcome.value.kind);
}

const withdrawal = (overrides: Loose = {}): Loose => ({
  contract: id(TRANSFER),
  value: 50n,
  receiver: { kind: 'Moonlight', value: account(2) },
  token: { kind: 'Moonlight', value: 1n },
  signature: { kind: 'Moonlight', value: signature },
  ...overrides,
});

describe('05 §4.2 callers of the transfer contract', () => {
  it.each([
    'spend_and_execute',
    'refund',
    'push_note',
    'update_root',
    'add_account_balance',
    'sub_account_balance',
    'add_contract_balance',
  ])('05 §4.2 %s is for the node alone', async (method) => {
    const { session } = await openScene();
    const values: Loose = {
      spend_and_execute: moonlight(),
      refund: 1n,
      push_note: { height: 1n, note: note() },
      add_account_balance: { account: account(1), value: 1n },
      sub_account_balance: { account: account(1), value: 1n },
      add_contract_balance: { contract: id(STAKE), value: 1n },
    };
    const tx = moonlight({ data: callData(TRANSFER, method, encodeCall(transfer.abi, method, values[method])) });
    expect(called(session, tx)).toBe('Can only be called from the outside the VM');
    await session.close();
  });

  it('05 §4.2 mint, mint_to_contract and sub_contract_balance are for the stake contract', async () => {
    const { session, refusal } = await openScene();
    const text = 'Can only be called by the stake contract';
    expect(refusal(TRANSFER, 'mint', withdrawal({ contract: id(STAKE) }))).toBe(text);
    expect(
      refusal(TRANSFER, 'mint_to_contract', { contract: id(STAKE), value: 1n, fn_name: 'x', data: zeros(0) }),
    ).toBe(text);
    expect(refusal(TRANSFER, 'sub_contract_balance', { contract: id(STAKE), value: 1n })).toBe(text);
    await session.close();
  });

  it('05 §4.3 deposits, withdrawals and payments need a caller', async () => {
    const { session, refusal } = await openScene();
    expect(refusal(TRANSFER, 'deposit', 1n)).toBe('A deposit must happen in the context of a transaction');
    expect(refusal(TRANSFER, 'withdraw', withdrawal())).toBe(
      'A withdrawal must happen in the context of a transaction',
    );
    expect(refusal(TRANSFER, 'convert', withdrawal())).toBe('Only the first contract call can be a conversion');
    for (const [method, value] of [
      ['contract_to_contract', { contract: id(STAKE), value: 1n, fn_name: 'x', data: zeros(0) }],
      ['contract_to_account', { account: account(1), value: 1n }],
    ] as const) {
      expect(refusal(TRANSFER, method, value)).toMatch(/must happen in the context of a transaction$/);
      const tx = moonlight({ data: callData(TRANSFER, method, encodeCall(transfer.abi, method, value)) });
      const fresh = await openScene();
      expect(called(fresh.session, tx)).toBe('Cannot be called directly by the transfer contract');
      await fresh.session.close();
    }
    await session.close();
  });
});

describe('05 §4.2 balances set by the node', () => {
  it('05 §4.2 accounts saturate at both ends, contracts refuse to overflow', async () => {
    const { session, refusal } = await openScene();
    const most = 2n ** 64n - 1n;
    const balance = (n: number): unknown =>
      decodeValue(
        transfer.abi,
        'AccountData',
        session.call(TRANSFER, 'account', encodeCall(transfer.abi, 'account', account(n))).data,
      );
    refusal(TRANSFER, 'add_account_balance', { account: account(1), value: most });
    expect(balance(1)).toEqual({ nonce: 0n, balance: most });
    refusal(TRANSFER, 'sub_account_balance', { account: account(1), value: most - 1n });
    refusal(TRANSFER, 'sub_account_balance', { account: account(1), value: 2n });
    expect(balance(1)).toEqual({ nonce: 0n, balance: 0n });
    expect(refusal(TRANSFER, 'sub_account_balance', { account: account(9), value: 2n })).toBeUndefined();
    expect(refusal(TRANSFER, 'add_contract_balance', { contract: id(STAKE), value: most })).toBeUndefined();
    expect(refusal(TRANSFER, 'add_contract_balance', { contract: id(STAKE), value: 1n })).toBe(
      'attempt to add with overflow',
    );
    await session.close();
  });
});

describe('05 §4.3 Moonlight transactions', () => {
  it.each([
    ['Gas price too low!', moonlight({}, { gas_price: 0n })],
    ['There must be a contract when depositing funds', moonlight({ deposit: 1n })],
    ['The tx must target the correct chain', moonlight({ chain_id: 2 })],
    ['attempt to multiply with overflow', moonlight({}, { gas_limit: 2n ** 40n, gas_price: 2n ** 30n })],
    ['attempt to add with overflow', moonlight({ value: 2n ** 64n - 5n })],
    ['Account has no funds', moonlight({ sender: account(9) })],
    ["Account doesn't have enough funds", moonlight({ value: 10_000n * DUSK })],
    ['Already used nonce', moonlight({ nonce: 0n })],
    ['Nonce not ready to be used yet', moonlight({ nonce: 2n })],
  ])('05 §4.3 %s', async (text, tx) => {
    const { session, refusal } = await openScene();
    expect(refusal(TRANSFER, 'spend_and_execute', tx)).toBe(text);
    await session.close();
  });

  it('05 §4.3 a bad signature, a replay, a refund without transaction', async () => {
    const { session, refusal, verdicts } = await openScene();
    verdicts.set('verify_bls', false);
    expect(refusal(TRANSFER, 'spend_and_execute', moonlight())).toBe('Invalid signature!');
    verdicts.clear();
    expect(refusal(TRANSFER, 'refund', 1n)).toBe('There must be an ongoing transaction');
    expect(called(session, moonlight())).toBeUndefined();
    expect(refusal(TRANSFER, 'spend_and_execute', moonlight())).toBe('Already used nonce');
    expect(refusal(TRANSFER, 'refund', 1n)).toBe('There must be an ongoing transaction');
    await session.close();
  });

  it('05 §4.3 the value stays paid and the deposit returns when the call fails', async () => {
    const { session } = await openScene();
    const tx = moonlight({
      receiver: account(2),
      value: 7n,
      deposit: 100n,
      data: callData('77'.repeat(32), 'nothing', zeros(0)),
    });
    expect(called(session, tx)).toBe('DoesNotExist');
    const balance = (n: number): bigint => {
      const { data } = session.call(TRANSFER, 'account', encodeCall(transfer.abi, 'account', account(n)));
      return (decodeValue(transfer.abi, 'AccountData', data) as { balance: bigint }).balance;
    };
    expect([balance(1), balance(2)]).toEqual([10_000n * DUSK - 7n - 5n, 7n]);
    await session.close();
  });
});

describe('05 §4.3 Phoenix transactions', () => {
  it.each([
    ['Gas price too low!', phoenix({}, {}, { gas_price: 0n })],
    ['The tx must target the correct chain', phoenix({}, { chain_id: 3 })],
    ['Root not found in the state!', phoenix({ root: zeros(32).fill(9) })],
    ['A provided nullifier has already been spent', phoenix({ nullifiers: [zeros(32).fill(1), zeros(32).fill(1)] })],
    ['No circuit available for given number of inputs!', phoenix({ nullifiers: [] })],
    [
      'No circuit available for given number of inputs!',
      phoenix({ nullifiers: [1, 2, 3, 4, 5].map((n) => zeros(32).fill(n)) }),
    ],
    [
      'All output-notes must provide a sender-encryption',
      phoenix({ outputs: { first: note(), second: note({ sender: { kind: 'ContractInfo', value: zeros(128) } }) } }),
    ],
    ['There must be a contract when depositing funds', phoenix({ deposit: 5n })],
  ])('05 §4.3 %s', async (text, tx) => {
    const { session, refusal } = await openScene();
    expect(refusal(TRANSFER, 'spend_and_execute', tx)).toBe(text);
    await session.close();
  });

  it('05 §4.3 a bad proof; a spent nullifier', async () => {
    const { session, refusal, verdicts } = await openScene();
    verdicts.set('verify_plonk', false);
    expect(refusal(TRANSFER, 'spend_and_execute', phoenix())).toBe('Invalid transaction proof!');
    verdicts.clear();
    expect(called(session, phoenix())).toBeUndefined();
    expect(refusal(TRANSFER, 'spend_and_execute', phoenix())).toBe('A provided nullifier has already been spent');
    await session.close();
  });

  it('14 §6 set 1: proof field, authorisation, then proof; views of the circuits', async () => {
    const verdicts: Verdicts = new Map();
    const circuits = encodeCall(transfer.abi, 'init', {
      set: 1,
      one: Uint8Array.of(1),
      two: Uint8Array.of(2, 2),
      three: Uint8Array.of(3, 3, 3),
      four: zeros(0),
    });
    const session = await openGenesis({ verdicts, circuits });
    expect(session.call(TRANSFER, 'circuit_set').data).toEqual(Uint8Array.of(1));
    const data = (n: bigint) =>
      decodeValue(
        transfer.abi,
        'Vec<u8>',
        session.call(TRANSFER, 'verifier_data', encodeCall(transfer.abi, 'verifier_data', n)).data,
      );
    expect([0n, 1n, 2n, 3n, 4n, 5n].map(data)).toEqual([
      zeros(0),
      Uint8Array.of(1),
      Uint8Array.of(2, 2),
      Uint8Array.of(3, 3, 3),
      zeros(0),
      zeros(0),
    ]);
    const withField = (field: Uint8Array, outputs?: Loose): Loose => {
      const tx = phoenix(outputs ? { outputs } : {}) as { value: Loose };
      return { ...tx, value: { ...tx.value, proof: field } };
    };
    const text = (tx: Loose): string | undefined => {
      const before = toHex(session.root());
      const result = session.tryCall(TRANSFER, 'spend_and_execute', encodeCall(transfer.abi, 'spend_and_execute', tx));
      if (!('refusal' in result)) return undefined;
      expect(toHex(session.root())).toBe(before);
      return result.refusal.text;
    };
    const field = (first: number, length = 1329): Uint8Array => zeros(length).fill(first, 0, 1);
    for (const bad of [field(0), field(1, 1328), field(1, 1330), zeros(0), zeros(1008)])
      expect(text(withField(bad))).toBe('Invalid proof field!');
    const contractNote = note({ sender: { kind: 'ContractInfo', value: zeros(128) } });
    expect(text(withField(field(1), { first: contractNote, second: note() }))).toBe(
      'All output-notes must provide a sender-encryption',
    );
    verdicts.set('verify_phoenix_auth', false);
    expect(text(withField(field(1)))).toBe('Invalid transaction auth!');
    verdicts.clear();
    // authorised, but the keys are no points
    expect(text(withField(field(1)))).toBe('Invalid transaction auth!');
    const generator = fromHex('1200000000000000000000000000000000000000000000000000000000000000');
    const keyed = field(1);
    keyed.set(generator, 1);
    keyed.set(generator, 33);
    verdicts.set('verify_plonk', false);
    expect(text(withField(keyed))).toBe('Invalid transaction proof!');
    verdicts.clear();
    const foreign = phoenix({ root: zeros(32).fill(9) }) as { value: Loose };
    expect(text({ ...foreign, value: { ...foreign.value, proof: keyed } })).toBe('Root not found in the state!');
    expect(text(withField(keyed))).toBeUndefined();
    session.call(TRANSFER, 'refund', encodeCall(transfer.abi, 'refund', 5n));
    expect(text(withField(keyed))).toBe('A provided nullifier has already been spent');
    await session.close();
  });
});

describe('05 §4.3 payouts and conversions', () => {
  const convert = (w: Loose, deposit = 50n): Loose =>
    moonlight({ deposit, data: callData(TRANSFER, 'convert', encodeCall(transfer.abi, 'convert', w)) });
  it.each([
    ['The conversion must target the transfer contract', convert(withdrawal({ contract: id(STAKE) }))],
    ["The value to convert doesn't match the value in the transaction", convert(withdrawal({ value: 49n }))],
    ['There is no deposit in the transaction', convert(withdrawal(), 0n)],
    ['Expected Phoenix TX, found Moonlight', convert(withdrawal({ token: { kind: 'Phoenix', value: [] } }))],
    ['Incorrect nonce signed', convert(withdrawal({ token: { kind: 'Moonlight', value: 2n } }))],
    [
      'Withdrawal to Moonlight must be signed with BLS',
      convert(withdrawal({ signature: { kind: 'Phoenix', value: noSchnorr } })),
    ],
    [
      'Withdrawal to Phoenix must be signed with Schnorr',
      convert(withdrawal({ receiver: { kind: 'Phoenix', value: identityAddress } })),
    ],
  ])('05 §4.3 %s', async (text, tx) => {
    const { session } = await openScene();
    expect(called(session, tx)).toBe(text);
    await session.close();
  });

  it('05 §4.3 Phoenix tokens must hold every nullifier; they serve no Moonlight transaction and the reverse', async () => {
    const tx = (w: Loose): Loose =>
      phoenix(
        { deposit: 50n, nullifiers: [zeros(32).fill(1), zeros(32).fill(2)] },
        { data: callData(TRANSFER, 'convert', encodeCall(transfer.abi, 'convert', w)) },
      );
    const token = (...numbers: number[]): Loose => ({
      token: { kind: 'Phoenix', value: numbers.map((n) => zeros(32).fill(n)) },
    });
    for (const [w, text] of [
      [withdrawal(), 'Expected Moonlight TX, found Phoenix'],
      [withdrawal(token(1)), 'Incorrect nullifiers signed'],
      [withdrawal(token(2, 1, 3)), undefined],
    ] as const) {
      const { session } = await openScene();
      expect(called(session, tx(w))).toBe(text);
      await session.close();
    }
  });

  it('05 §4.3 a failed signature of the receiver', async () => {
    const { session, verdicts } = await openScene();
    verdicts.set('verify_schnorr', false);
    const receiver = { kind: 'Phoenix', value: identityAddress };
    const w = withdrawal({ receiver, signature: { kind: 'Phoenix', value: noSchnorr } });
    expect(called(session, convert(w))).toBe('Invalid signature');
    await session.close();
  });

  it('05 §4.3 contracts pay what they have', async () => {
    const { session } = await openScene();
    const PROXY = '03'.repeat(32);
    const proxy = await buildProxy('payProxy');
    session.deploy(PROXY, proxy);
    const pay = (nonce: bigint, value: bigint): string | undefined =>
      called(
        session,
        moonlight({
          nonce,
          data: callData(
            PROXY,
            'contract_to_account',
            encodeCall(proxy.abi, 'contract_to_account', { account: account(2), value }),
          ),
        }),
      );
    expect(pay(1n, 1n)).toBe('Transferring to account should succeed: Panic("Caller must have a balance")');
    session.call(
      TRANSFER,
      'add_contract_balance',
      encodeCall(transfer.abi, 'add_contract_balance', { contract: id(PROXY), value: 10n }),
    );
    expect(pay(2n, 11n)).toBe('Transferring to account should succeed: Panic("Caller must have enough balance")');
    expect(pay(3n, 10n)).toBeUndefined();
    await session.close();
  });
});

describe('05 §5 stakes', () => {
  const keys = (n: number, owner: Loose = { kind: 'Account', value: account(n) }): Loose => ({
    account: account(n),
    owner,
  });
  const both = { account: signature, owner: signature };
  const stakeOf = (overrides: Loose = {}): Loose => ({
    chain_id: 1,
    keys: keys(1),
    value: 1000n * DUSK,
    signature: both,
    ...overrides,
  });
  const send = (
    session: ContractSession,
    method: string,
    value: unknown,
    nonce = 1n,
    deposit = 0n,
  ): string | undefined =>
    called(session, moonlight({ nonce, deposit, data: callData(STAKE, method, encodeCall(stake.abi, method, value)) }));
  const take = (value: bigint, nonce: bigint, n = 1): Loose => ({
    account: account(n),
    withdraw: withdrawal({ contract: id(STAKE), value, token: { kind: 'Moonlight', value: nonce } }),
    signature: both,
  });

  it.each(['stake', 'unstake', 'withdraw', 'stake_from_contract'])(
    '05 §5.2 %s comes through the transfer contract',
    async (method) => {
      const { session, refusal } = await openScene();
      const value =
        method === 'stake'
          ? stakeOf()
          : method === 'stake_from_contract'
            ? { contract: id(STAKE), value: 1n, data: zeros(8) }
            : take(1n, 1n);
      expect(refusal(STAKE, method, value)).toBe('Can only be called from the transfer contract');
      await session.close();
    },
  );

  it.each([
    'before_state_transition',
    'set_config',
    'insert_stake',
    'reward',
    'slash',
    'hard_slash',
    'set_burnt_amount',
  ])('05 §5.2 %s is for the node alone', async (method) => {
    const { session } = await openScene();
    const values: Loose = {
      set_config: { warnings: 1, minimum_stake: 1n },
      insert_stake: { keys: keys(1), data: { amount: null, reward: 0n, faults: 0, hard_faults: 0 } },
      reward: [],
      slash: { account: account(1), value: null },
      hard_slash: { account: account(1), severity: null, faults: null },
      set_burnt_amount: 1n,
    };
    expect(send(session, method, values[method])).toBe('Can only be called from the outside the VM');
    await session.close();
  });

  it.each([
    ['The stake must target the correct chain', stakeOf({ chain_id: 2 })],
    ['The staked value is lower than the minimum amount!', stakeOf({ value: 1000n * DUSK - 1n })],
    ['expect StakeFundOwner::Account', stakeOf({ keys: keys(1, { kind: 'Contract', value: id(STAKE) }) })],
    [
      'Depositing funds into contract should succeed: Panic("The value to deposit doesn\'t match the value in the transaction")',
      stakeOf({ value: 1001n * DUSK }),
    ],
  ])('05 §5.4 %s', async (text, value) => {
    const { session } = await openScene();
    expect(send(session, 'stake', value, 1n, 1000n * DUSK)).toBe(text);
    await session.close();
  });

  it('05 §5.4 signatures; other owner; nothing deposited', async () => {
    const { session, verdicts } = await openScene();
    expect(send(session, 'stake', stakeOf(), 1n)).toBe(
      'Depositing funds into contract should succeed: Panic("There is no deposit in the transaction")',
    );
    let asked = 0;
    const get = verdicts.get.bind(verdicts);
    const failAt = (n: number): void => {
      asked = 0;
      verdicts.get = (name) => (name === 'verify_bls' ? ++asked !== n : get(name));
    };
    failAt(2);
    expect(send(session, 'stake', stakeOf(), 2n, 1000n * DUSK)).toBe('Invalid owner signature!');
    failAt(3);
    expect(send(session, 'stake', stakeOf(), 3n, 1000n * DUSK)).toBe('Invalid account signature!');
    failAt(0);
    expect(send(session, 'stake', stakeOf(), 4n, 1000n * DUSK)).toBeUndefined();
    expect(
      send(session, 'stake', stakeOf({ keys: keys(1, { kind: 'Account', value: account(2) }) }), 5n, 1000n * DUSK),
    ).toBe('Keys mismatch');
    expect(send(session, 'stake', stakeOf({ value: 1n }), 6n, 1n)).toBeUndefined();
    failAt(2);
    expect(send(session, 'unstake', take(1n, 7n), 7n)).toBe('Invalid owner signature!');
    failAt(3);
    expect(send(session, 'unstake', take(1n, 8n), 8n)).toBe('Invalid account signature!');
    failAt(4);
    expect(send(session, 'unstake', take(1n, 9n), 9n)).toBe(
      'Withdrawing stake should succeed: Panic("Invalid signature")',
    );
    await session.close();
  });

  it('05 §5.6–5.8 unstaking and withdrawing more than there is, or nothing', async () => {
    const { session, refusal } = await openScene();
    expect(send(session, 'unstake', take(1n, 1n), 1n)).toBe('A stake should exist in the map to be unstaked!');
    expect(send(session, 'withdraw', take(1n, 2n), 2n)).toBe('A stake should exist in the map to get rewards!');
    expect(refusal(STAKE, 'reward', [{ account: account(1), value: 10n, reason: { kind: 'Other' } }])).toBeUndefined();
    expect(send(session, 'unstake', take(1n, 3n), 3n)).toBe('There must be an amount to unstake');
    expect(send(session, 'withdraw', take(0n, 4n), 4n)).toBe('Withdrawing 0 reward is not allowed');
    expect(send(session, 'withdraw', take(11n, 5n), 5n)).toBe('Value to withdraw is higher than available reward');
    expect(send(session, 'stake', stakeOf(), 6n, 1000n * DUSK)).toBeUndefined();
    expect(send(session, 'unstake', take(1000n * DUSK + 1n, 7n), 7n)).toBe(
      'Value to unstake higher than the staked amount',
    );
    expect(send(session, 'unstake', take(1n, 8n), 8n)).toBe('Stake left is lower than minimum stake');
    expect(
      send(session, 'unstake_from_contract', { account: account(1), value: 1n, fn_name: 'x', data: zeros(0) }, 9n),
    ).toBe('expect StakeFundOwner::Contract');
    expect(
      send(session, 'withdraw_from_contract', { account: account(1), value: 1n, fn_name: 'x', data: zeros(0) }, 10n),
    ).toBe('expect StakeFundOwner::Contract');
    expect(refusal(STAKE, 'slash', { account: account(9), value: null })).toBe('The stake to slash should exist');
    expect(refusal(STAKE, 'hard_slash', { account: account(9), severity: null, faults: null })).toBe(
      'The stake to hard slash should exist',
    );
    await session.close();
  });

  it('05 §5.5 staking for a contract: caller, depth, owner, amount, data', async () => {
    const { session } = await openScene();
    const PROXY = '04'.repeat(32);
    const proxy = await buildProxy('stakeProxy');
    session.deploy(PROXY, proxy);
    const owned = (contract: string): Loose => stakeOf({ keys: keys(1, { kind: 'Contract', value: id(contract) }) });
    const direct = encodeCall(stake.abi, 'stake_from_contract', { contract: id(PROXY), value: 1n, data: zeros(8) });
    expect(called(session, moonlight({ data: callData(STAKE, 'stake_from_contract', direct) }))).toBe(
      'Cannot be called by a root ICC',
    );
    const through = (value: unknown, nonce: bigint): string | undefined =>
      called(
        session,
        moonlight({
          nonce,
          deposit: 1000n * DUSK,
          data: callData(PROXY, 'stake', encodeCall(proxy.abi, 'stake', value)),
        }),
      );
    const nested = (text: string): string => `Calling receiver should succeed: Panic("${text}")`;
    expect(through(owned(STAKE), 2n)).toBe(nested('Invalid contract caller'));
    expect(through(stakeOf(), 3n)).toBe(nested('expect StakeFundOwner::Contract'));
    expect(through({ ...owned(PROXY), chain_id: 9 }, 4n)).toBe(nested('The stake must target the correct chain'));
    expect(through(owned(PROXY), 5n)).toBeUndefined();
    expect(
      send(session, 'unstake_from_contract', { account: account(1), value: 1n, fn_name: 'x', data: zeros(0) }, 6n),
    ).toBe('Invalid contract caller');
    await session.close();
  });
});

describe('05 §4.3 re-entrance', () => {
  const [A, B] = ['0a'.repeat(32), '0b'.repeat(32)];
  const open = async () => {
    const scene = await openScene();
    const bouncer = await buildProxy('bouncer');
    for (const one of [A, B]) scene.session.deploy(one, bouncer);
    const send = (contract: string, method: string, value: unknown, payload: Loose): string | undefined =>
      called(
        scene.session,
        moonlight({ ...payload, data: callData(contract, method, encodeCall(bouncer.abi, method, value)) }),
      );
    const balance = (contract: string) =>
      decodeValue(
        transfer.abi,
        'u64',
        scene.session.call(TRANSFER, 'contract_balance', encodeCall(transfer.abi, 'contract_balance', contract)).data,
      );
    return { ...scene, send, balance };
  };

  it('05 §4.3 a payment is debited before the receiver runs: it cannot be made twice, and the whole frame goes back', async () => {
    const { session, refusal, send, balance } = await open();
    expect(refusal(TRANSFER, 'add_contract_balance', { contract: A, value: 10n })).toBeUndefined();
    expect(send(A, 'pay', { peer: B, value: 10n }, { nonce: 1n })).toBe(
      'Calling receiver should succeed: Panic("Caller must have enough balance")',
    );
    expect([balance(A), balance(B)]).toEqual([10n, 0n]);
    await session.close();
  });

  it('05 §4.3 a deposit is taken once, by its target itself or through it; what failed returns it', async () => {
    const { session, send, balance } = await open();
    expect(send(A, 'take_twice', 7n, { nonce: 1n, deposit: 7n })).toBe('The deposit has already been taken');
    expect(balance(A)).toBe(0n);
    expect(send(A, 'take', 7n, { nonce: 2n, deposit: 7n })).toBeUndefined();
    expect(balance(A)).toBe(7n);
    await session.close();
  });

  it('05 §4.2 a transaction cannot call what is for the node', async () => {
    const { session } = await openScene();
    const sizes = { spend_and_execute: 2224, refund: 8, update_root: 0, push_note: 736, add_account_balance: 208 };
    let nonce = 0n;
    for (const [method, size] of Object.entries(sizes)) {
      const data = callData(TRANSFER, method, zeros(size));
      expect(called(session, moonlight({ nonce: ++nonce, data })), method).toBe(
        'Can only be called from the outside the VM',
      );
    }
    await session.close();
  });
});

describe('05 §3.1 malformed arguments', () => {
  // every one is refused and leaves the state: they can share it
  let session: ContractSession;
  beforeAll(async () => {
    session = (await openScene()).session;
  });
  afterAll(() => session.close());

  it.each([
    [TRANSFER, 'spend_and_execute', 2223],
    [TRANSFER, 'refund', 7],
    [TRANSFER, 'add_account_balance', 207],
    [STAKE, 'stake', 631],
    [STAKE, 'reward', 7],
    [STAKE, 'get_stake', 199],
  ] as const)('05 §3.1 %s %s of %i bytes', (contract, method, length) => {
    const before = toHex(session.root());
    for (const bytes of [zeros(length), zeros(0), zeros(65_536).fill(255)]) {
      const result = session.tryCall(contract, method, bytes);
      if (bytes.length <= length) expect(result).toMatchObject({ refusal: { kind: 'panic', text: 'ABI_ARGUMENT' } });
      if ('refusal' in result) expect(toHex(session.root())).toBe(before);
    }
  });

  const changed = (value: Uint8Array, at: number, to: number): Uint8Array => {
    const bytes = value.slice();
    bytes[at < 0 ? bytes.length + at : at] = to;
    return bytes;
  };
  const moonlightBytes = encodeCall(transfer.abi, 'spend_and_execute', moonlight());
  const pair = encodeCall(transfer.abi, 'add_account_balance', { account: account(1), value: 1n });
  const pushed = encodeCall(transfer.abi, 'push_note', { height: 1n, note: note() });
  const reward = encodeCall(stake.abi, 'reward', [{ account: account(1), value: 1n, reason: 'Voter' }]);
  it.each<[string, string, string, Uint8Array]>([
    ['a transaction of a third model', TRANSFER, 'spend_and_execute', changed(moonlightBytes, -2224, 2)],
    ['an option that is neither', TRANSFER, 'spend_and_execute', changed(moonlightBytes, -2216, 2)],
    ['a flag of infinity that is neither', TRANSFER, 'add_account_balance', changed(pair, 192, 2)],
    ['a note type that is neither', TRANSFER, 'push_note', changed(pushed, 8 + 724, 2)],
    ['a sender of a third kind', TRANSFER, 'push_note', changed(pushed, 8, 2)],
    ['a pointer behind the argument', STAKE, 'reward', changed(reward, -5, 0x7f)],
    ['more items than bytes', STAKE, 'reward', changed(reward, -4, 200)],
    ['a reason of a fifth kind', STAKE, 'reward', changed(reward, 208, 4)],
  ])('05 §3.1 %s', (_, contract, method, bytes) => {
    const before = toHex(session.root());
    expect(session.tryCall(contract, method, bytes)).toMatchObject({
      refusal: { kind: 'panic', text: 'ABI_ARGUMENT' },
    });
    expect(toHex(session.root())).toBe(before);
  });
});

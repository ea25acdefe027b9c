import { localnet, type Rules, rulesAt } from '@eventide/params';
import { buildMoonlight, decodeTx, encodeTx, type NodeTx, toNodeTx } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import { type AdmissionFacts, defaultMempoolOptions, Mempool, type MempoolOptions } from './mempool.ts';

const rules: Rules = { ...rulesAt(localnet, 1n), strict: true };
const facts: AdmissionFacts = { rules, inLedger: false, state: { account: { balance: 10n ** 15n, nonce: 0n } } };

function pay(nonce: bigint, price = 1n, from = 7n, gasLimit = 100_000n, value = 1n): NodeTx {
  const request = { chainId: 0, from, to: undefined, value, gas: { gasLimit, gasPrice: price }, nonce };
  return toNodeTx(encodeTx(buildMoonlight(request)));
}
/** Calls a contract with so long an argument. */
function call(bytes: number): NodeTx {
  const data = { kind: 'call', contract: new Uint8Array(32), fnName: 'f', fnArgs: new Uint8Array(bytes) } as const;
  const gas = { gasLimit: 100_000n, gasPrice: 1n };
  return toNodeTx(encodeTx(buildMoonlight({ chainId: 0, from: 7n, to: undefined, value: 0n, gas, nonce: 1n, data })));
}
const pool = (options: Partial<MempoolOptions> = {}): Mempool =>
  new Mempool({ proofs: () => false, chainId: 0 }, { ...defaultMempoolOptions, ...options });
const outcome = (mempool: Mempool, tx: NodeTx, over: Partial<AdmissionFacts> = {}, nowMs = 0): string => {
  const result = mempool.admit(tx, { ...facts, ...over }, nowMs);
  return result.ok ? `ok ${result.removed.length}` : result.reason;
};
const prices = (mempool: Mempool): bigint[] => [...mempool.byPrice()].map(({ gasPrice }) => gasPrice);

describe('06 §19 mempool', () => {
  test('takes transactions and hands them out by price, best first', () => {
    const mempool = pool();
    for (const [from, price] of [
      [2n, 3n],
      [3n, 9n],
      [4n, 5n],
    ] as const)
      expect(outcome(mempool, pay(1n, price, from))).toBe('ok 0');
    expect(prices(mempool)).toEqual([9n, 5n, 3n]);
  });

  test.each<[string, NodeTx, Partial<AdmissionFacts>]>([
    ['MEMPOOL_MALFORMED', toNodeTx(Uint8Array.of(1, 2, 3)), {}],
    ['MEMPOOL_MALFORMED', { ...pay(1n), version: 2 }, {}],
    ['MEMPOOL_TOO_LARGE', toNodeTx(new Uint8Array(1_047_714)), {}],
    ['MEMPOOL_TOO_LONG', call(66_000), {}],
    ['MEMPOOL_GAS_LIMIT', pay(1n, 1n, 7n, 74_999n), {}],
    ['MEMPOOL_IN_LEDGER', pay(1n), { inLedger: true }],
    ['TX_GAS_PRICE', pay(1n, 0n), {}],
    ['TX_BALANCE_SHORT', pay(1n), { state: { account: { balance: 5n, nonce: 0n } } }],
    ['TX_NONCE_USED', pay(1n), { state: { account: { balance: 10n ** 15n, nonce: 1n } } }],
    ['MEMPOOL_NONCE_GAP', pay(2n), {}],
    ['MEMPOOL_NONCE_GAP', pay(2n ** 60n), {}],
  ])('refuses %s', (reason, tx, over) => {
    const mempool = pool();
    expect(outcome(mempool, tx, over)).toBe(reason);
    expect(mempool.size).toBe(0);
  });

  test('refuses a known one, a forged one and one of another chain', () => {
    const mempool = pool();
    expect(outcome(mempool, pay(1n))).toBe('ok 0');
    expect(outcome(mempool, pay(1n))).toBe('MEMPOOL_KNOWN');
    const good = decodeTx(pay(1n, 2n).protocolBytes, rules);
    const other = decodeTx(pay(1n, 3n).protocolBytes, rules);
    if (good.kind !== 'moonlight' || other.kind !== 'moonlight') throw new Error('public transactions expected');
    expect(outcome(mempool, toNodeTx(encodeTx({ ...good, signature: other.signature })))).toBe('TX_BAD_SIGNATURE');
    const foreign = new Mempool({ proofs: () => false, chainId: 5 });
    expect(foreign.admit(pay(1n), facts, 0)).toMatchObject({ ok: false, reason: 'TX_CHAIN_ID' });
  });

  test('nonces follow each other; a later one needs all before it', () => {
    const mempool = pool();
    expect([1n, 2n, 3n].map((nonce) => outcome(mempool, pay(nonce)))).toEqual(['ok 0', 'ok 0', 'ok 0']);
    expect(outcome(mempool, pay(5n))).toBe('MEMPOOL_NONCE_GAP');
  });

  test('a conflict is decided by price, then by gas limit; equal offers lose', () => {
    const mempool = pool();
    expect(outcome(mempool, pay(1n, 5n))).toBe('ok 0');
    expect(outcome(mempool, pay(1n, 4n))).toBe('MEMPOOL_CONFLICT');
    expect(outcome(mempool, pay(1n, 5n, 7n, 100_000n, 2n))).toBe('MEMPOOL_CONFLICT');
    expect(outcome(mempool, pay(1n, 5n, 7n, 100_001n))).toBe('ok 1');
    expect(outcome(mempool, pay(1n, 6n))).toBe('ok 1');
    expect(prices(mempool)).toEqual([6n]);
  });

  test('a full pool refuses lower prices and gives up its lowest for an equal one, with its dependants', () => {
    const mempool = pool({ maxTransactions: 3 });
    expect(outcome(mempool, pay(1n, 2n))).toBe('ok 0');
    expect(outcome(mempool, pay(2n, 8n))).toBe('ok 0');
    expect(outcome(mempool, pay(1n, 5n, 9n))).toBe('ok 0');
    expect(outcome(mempool, pay(1n, 1n, 11n))).toBe('MEMPOOL_FULL');
    expect(outcome(mempool, pay(3n, 9n))).toBe('MEMPOOL_FULL');
    expect(outcome(mempool, pay(1n, 2n, 11n))).toBe('ok 2');
    expect(prices(mempool)).toEqual([5n, 2n]);
  });

  test('a block takes out what it holds and what conflicts with it', () => {
    const mempool = pool();
    outcome(mempool, pay(1n, 2n));
    outcome(mempool, pay(1n, 2n, 9n));
    const included = decodeTx(pay(1n, 77n).protocolBytes, rules);
    expect(mempool.onBlock([included])).toHaveLength(1);
    expect(mempool.size).toBe(1);
  });

  test('06 §17 reverted transactions come back, but not over others', () => {
    const mempool = pool();
    outcome(mempool, pay(1n, 2n));
    mempool.reinsert([pay(1n, 50n), pay(1n, 3n, 9n)], rules, 0);
    expect(prices(mempool)).toEqual([3n, 2n]);
  });

  test('what waited too long expires with its dependants', () => {
    const mempool = pool({ expiryMs: 100 });
    outcome(mempool, pay(1n), {}, 0);
    outcome(mempool, pay(2n), {}, 50);
    outcome(mempool, pay(1n, 1n, 9n), {}, 50);
    expect(mempool.expire(99)).toHaveLength(0);
    expect(mempool.expire(100)).toHaveLength(2);
    expect(mempool.size).toBe(1);
  });

  test('06 §14 a discarded transaction takes its dependants along; an unknown id does nothing', () => {
    const mempool = pool();
    outcome(mempool, pay(1n));
    outcome(mempool, pay(2n));
    const [first] = [...mempool.byPrice()].filter(({ account }) => account?.nonce === 1n);
    expect(mempool.discard(new Uint8Array(32))).toHaveLength(0);
    expect(mempool.discard(Uint8Array.from(Buffer.from(first?.id ?? '', 'hex')))).toHaveLength(2);
  });
});

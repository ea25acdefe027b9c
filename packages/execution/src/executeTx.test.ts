import { decodeEvent, transferAbi } from '@eventide/abi';
import { fromHex, intToBytesLe, toHex } from '@eventide/base';
import { blsPublicKey } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { contractId, deployment, STAKE_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executeTx, type TxReceipt } from './executeTx.ts';
import { type OpenBlock, openBlock } from './openBlock.ts';
import { readAccount } from './read.fixture.ts';
import { alice, bob, buildContract, DUSK, moonlight, openWorld, type World } from './world.fixture.ts';

let world: World;
let block: OpenBlock;
let counter: Uint8Array;

beforeAll(async () => {
  [world, counter] = await Promise.all([openWorld(), buildContract('counter')]);
}, 60_000);
beforeEach(() => {
  block = openBlock(world.engine, world.root, 1n);
});
afterAll(() => world.engine.vm.close());

function spent(tx: Parameters<typeof executeTx>[1]): TxReceipt {
  const outcome = executeTx(block, tx);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.receipt;
}

describe('03 §13.2 Moonlight', () => {
  it('a payment moves value and keeps what gas costs', () => {
    const { gasSpent, error, events } = spent(moonlight({ value: 5n * DUSK }));
    expect(error).toBeNull();
    expect(gasSpent).toBeGreaterThan(0n);
    expect(readAccount(block.session, bob)).toEqual({ nonce: 0n, balance: 5n * DUSK });
    expect(readAccount(block.session, alice)).toEqual({ nonce: 1n, balance: 995n * DUSK - gasSpent });
    expect(events.map(({ topic }) => topic)).toEqual(['moonlight']);
    expect(decodeEvent(transferAbi, 'moonlight', events[0]?.data as Uint8Array)).toMatchObject({ gasSpent });
  });

  it('a failed call costs the whole limit and moves nothing else', () => {
    const data = { kind: 'call', contract: STAKE_CONTRACT, fnName: 'nothing', fnArgs: new Uint8Array() } as const;
    const { gasSpent, error, data: result } = spent(moonlight({ data, value: DUSK }));
    expect(result).toBeNull();
    expect(error).not.toBeNull();
    expect(gasSpent).toBe(10_000_000n);
    expect(readAccount(block.session, alice)).toEqual({ nonce: 1n, balance: 999n * DUSK - 10_000_000n });
  });

  it.each([
    ['a nonce that comes later', { nonce: 3n }, 'TX_NONCE_AHEAD'],
    ['a used nonce', { nonce: 0n }, 'TX_UNSPENDABLE'],
    ['another chain', { chainId: 9 }, 'TX_UNSPENDABLE'],
    ['more than there is', { value: 2000n * DUSK }, 'TX_UNSPENDABLE'],
    ['too little gas to spend', { gas: { gasLimit: 10n, gasPrice: 1n } }, 'TX_UNSPENDABLE'],
    ['gas for nothing', { gas: { gasLimit: 10_000_000n, gasPrice: 0n } }, 'TX_UNSPENDABLE'],
    ['a stranger', { from: 99n }, 'TX_UNSPENDABLE'],
  ])('%s is unspendable and leaves no trace', (_, request, reason) => {
    expect(executeTx(block, moonlight(request))).toMatchObject({ ok: false, reason });
    expect(readAccount(block.session, alice)).toEqual({ nonce: 0n, balance: 1000n * DUSK });
    expect(block.session.pendingEvents).toBe(0);
    expect(block.session.meta.has('public_sender')).toBe(false);
  });

  it('a signature by somebody else is unspendable', () => {
    const tx = moonlight();
    const forged = { ...tx, payload: { ...tx.payload, value: 1n } };
    expect(executeTx(block, forged)).toMatchObject({ ok: false, reason: 'TX_UNSPENDABLE' });
  });
});

describe('04 §7.3 deployment', () => {
  const gas = { gasLimit: 40_000_000n, gasPrice: 2000n };
  const data = (change: object = {}) => ({
    ...deployment({ bytecode: counter, owner: new Uint8Array(96), initArgs: intToBytesLe(5n, 8), nonce: 7n }),
    ...change,
  });

  it('adds the charge for the bytes and nothing for init', () => {
    const { gasSpent, error } = spent(moonlight({ gas, data: data() }));
    expect(error).toBeNull();
    expect(gasSpent).toBeGreaterThan(5_000_000n);
    expect(gasSpent).toBeLessThan(10_000_000n);
    const read = { kind: 'call', contract: contractId(data()), fnName: 'value', fnArgs: new Uint8Array() } as const;
    const called = spent(moonlight({ nonce: 2n, data: read }));
    expect(called.error === null || called.error === 'Unknown').toBe(true);
  });

  it.each([
    ['bytes with another hash', () => ({ bytecodeHash: new Uint8Array(32) }), 'Panic: failed bytecode hash check'],
    [
      'bytes that are no module',
      () => deployment({ bytecode: new Uint8Array(9), owner: new Uint8Array(96), initArgs: null, nonce: 7n }),
      'Panic: failed deployment',
    ],
  ])('%s cost the whole limit', (_, change, text) => {
    const { gasSpent, error } = spent(moonlight({ gas, data: data(change()) }));
    expect(error).toContain(text);
    expect(gasSpent).toBe(gas.gasLimit);
  });

  it('gas for the charge but not for twice the spending: out of gas', () => {
    const outcome = executeTx(block, moonlight({ gas: { gasLimit: 5_000_500n, gasPrice: 2000n }, data: data() }));
    expect(outcome).toMatchObject({ ok: true, receipt: { error: 'OutOfGas', gasSpent: 5_000_500n } });
  });

  it('a contract that exists stays as it is', () => {
    spent(moonlight({ gas, data: data() }));
    expect(spent(moonlight({ gas, nonce: 2n, data: data() })).error).toContain('contract exists');
  });

  it.each([
    ['a price below 2000', { gasLimit: 40_000_000n, gasPrice: 1999n }, 'TX_DEPLOY_PRICE'],
    ['a limit below the charge', { gasLimit: 4_999_999n, gasPrice: 2000n }, 'TX_DEPLOY_GAS'],
  ])('%s is refused before anything runs', (_, terms, reason) => {
    expect(executeTx(block, moonlight({ gas: terms, data: data() }))).toMatchObject({ ok: false, reason });
  });

  it('the id of the recorded deployment', () => {
    const { cases } = loadVectors<{ cases: { bytecode: string; nonce: string; owner: string; contract_id: string }[] }>(
      'vm/contract-id',
    );
    for (const { bytecode, nonce, owner, contract_id } of cases) {
      const id = contractId({ bytecode: fromHex(bytecode), nonce: BigInt(nonce), owner: fromHex(owner) });
      expect(toHex(id)).toBe(contract_id);
    }
  });
});

describe('04 §7.1 blobs', () => {
  it('a blob transaction pays for its blobs at least', () => {
    const blob = { hash: new Uint8Array(32).fill(1), sidecar: null };
    const { gasSpent } = spent(moonlight({ to: blsPublicKey(bob), data: { kind: 'blob', blobs: [blob, blob] } }));
    expect(gasSpent).toBeGreaterThanOrEqual(2_000_000n);
  });
});

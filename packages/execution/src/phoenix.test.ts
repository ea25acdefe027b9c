import { decodeEvent, transferAbi } from '@eventide/abi';
import { phoenixPublicKey, systemRandom } from '@eventide/crypto';
import { createPool, type Pool } from '@eventide/kernels';
import { rulesAt } from '@eventide/params';
import { createLocalProver, localSrsSource, type Prover } from '@eventide/prover';
import { createMemoryStore } from '@eventide/store/memory';
import {
  attachProof,
  buildPhoenix,
  decodeTx,
  encodeCircuitInputs,
  encodeTx,
  noteSenderAddress,
  type PhoenixTransaction,
} from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executeTx } from './executeTx.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';
import { openBlock } from './openBlock.ts';
import {
  CHAIN_ID,
  carol,
  circuits,
  dave,
  openPhoenixWorld,
  ownedNotes,
  type PhoenixWorld,
  spendable,
  spentNullifiers,
} from './phoenixWorld.fixture.ts';
import { type ExecutedBlock, runBlock } from './runBlock.ts';
import { blockOf, DUSK, keyBytes, provisioner } from './world.fixture.ts';

const NOTES = [3n * DUSK, 2n * DUSK];
const VALUE = 4n * DUSK;
const gas = { gasLimit: 50_000_000n, gasPrice: 1n };

let world: PhoenixWorld;
let pool: Pool;
let prover: Prover;
let payment: PhoenixTransaction;

beforeAll(async () => {
  [world, pool] = await Promise.all([openPhoenixWorld(NOTES), createPool({ threads: 2 })]);
  prover = createLocalProver({ pool, circuits, srs: localSrsSource(createMemoryStore()), random: systemRandom });
  payment = await pay(world.root);
}, 240_000);
afterAll(async () => {
  await prover.close();
  await pool.close();
  await world.engine.vm.close();
});

async function pay(root: Uint8Array): Promise<PhoenixTransaction> {
  const inputs = ownedNotes(world.engine, root, carol).map((note) => spendable(world.engine, root, note));
  const unproven = buildPhoenix(
    { set: 'sound-1', chainId: CHAIN_ID, from: carol, to: phoenixPublicKey(dave), inputs, value: VALUE, gas },
    systemRandom,
  );
  const { proof } = await prover.prove(unproven.circuit, encodeCircuitInputs(unproven));
  return attachProof(unproven, proof);
}

function run(transactions: readonly PhoenixTransaction[], root = world.root, height = 1n) {
  const voters = height === 1n ? [] : [{ key: keyBytes(provisioner), credits: 64 }];
  // A cache of its own: nothing may be known from other tests.
  const engine = { ...world.engine, cache: createQueryCache() };
  return runBlock(engine, blockOf({ ...world, root }, { transactions, height, voters }));
}

function executed(transactions: readonly PhoenixTransaction[]): ExecutedBlock {
  const outcome = run(transactions);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.block;
}

describe('03 §13, 14 §6: a private payment of two notes with a real proof', () => {
  it('moves value to notes only their owners find, refunds gas, spends once', async () => {
    const bytes = encodeTx(payment);
    const received = decodeTx(bytes, rulesAt(world.engine.network, 1n)) as PhoenixTransaction;
    const block = executed([received]);
    const [receipt] = block.receipts;
    expect(receipt?.error).toBeNull();
    const gasSpent = receipt?.gasSpent as bigint;
    expect(gasSpent).toBeGreaterThan(0n);
    expect(gasSpent).toBeLessThan(gas.gasLimit);
    const event = decodeEvent(transferAbi, 'phoenix', receipt?.events.at(-1)?.data as Uint8Array);
    expect(event).toMatchObject({ gasSpent, nullifiers: payment.payload.skeleton.nullifiers });
    expect(event.notes).toHaveLength(2);
    const root = await block.commit();

    const [toDave] = ownedNotes(world.engine, root, dave);
    expect(toDave?.value).toBe(VALUE);
    expect(toDave && noteSenderAddress(dave, toDave.note)).toEqual(phoenixPublicKey(carol));
    const { nullifiers } = payment.payload.skeleton;
    const left = ownedNotes(world.engine, root, carol).filter(({ nullifier }) => !nullifiers.includes(nullifier));
    // The change, and the gas that was not used as a note of its own.
    const change = 5n * DUSK - VALUE - gas.gasLimit * gas.gasPrice;
    expect(left.map(({ value }) => value)).toEqual([change, gas.gasLimit - gasSpent]);
    expect(spentNullifiers(world.engine, world.root, nullifiers)).toEqual([]);
    expect([...spentNullifiers(world.engine, root, nullifiers)].sort()).toEqual([...nullifiers].sort());

    expect(run([payment], root, 2n)).toMatchObject({ ok: false, reason: 'TX_UNSPENDABLE' });
    // Spending what was received: the tree has a new root, and the change can pay again.
    expect(spendable(world.engine, root, toDave as NonNullable<typeof toDave>).opening.root).not.toBe(
      payment.payload.skeleton.root,
    );
  }, 60_000);

  it('twice in one block is a double spend', () => {
    expect(run([payment, payment])).toMatchObject({
      ok: false,
      reason: 'TX_UNSPENDABLE',
      detail: expect.stringContaining('already been spent'),
    });
  }, 60_000);

  it('gas and events are the same whether verdicts were found before or by the contract', () => {
    const plain = openBlock({ ...world.engine, cache: createQueryCache() }, world.root, 1n);
    const alone = executeTx(plain, payment);
    const block = executed([payment]);
    expect(alone).toEqual({ ok: true, receipt: block.receipts[0] });
    block.close();
    plain.session.close();
  }, 60_000);

  const flipped = (at: number): Uint8Array => {
    const field = payment.proofField.slice();
    const index = at < 0 ? field.length + at : at;
    field[index] = (field[index] as number) ^ 1;
    return field;
  };
  it.each<[string, () => PhoenixTransaction, string]>([
    ['a proof with one bit flipped', () => ({ ...payment, proofField: flipped(-1) }), 'Invalid transaction proof!'],
    [
      'an authorisation with one bit flipped',
      () => ({ ...payment, proofField: flipped(200) }),
      'Invalid transaction auth!',
    ],
    ['another circuit set', () => ({ ...payment, proofField: flipped(0) }), 'Invalid proof field!'],
    [
      'a field that is one byte longer',
      () => ({ ...payment, proofField: new Uint8Array([...payment.proofField, 0]) }),
      'Invalid proof field!',
    ],
    ['another root', () => changed({ root: 5n }), 'Root not found'],
    ['another nullifier', () => changed({ nullifiers: [5n, 6n] }), 'Invalid transaction auth!'],
  ])('refuses %s', (_, make, text) => {
    expect(run([make()])).toMatchObject({ ok: false, reason: 'TX_UNSPENDABLE', detail: expect.stringContaining(text) });
  });

  function changed(skeleton: Partial<PhoenixTransaction['payload']['skeleton']>): PhoenixTransaction {
    const { payload } = payment;
    return { ...payment, payload: { ...payload, skeleton: { ...payload.skeleton, ...skeleton } } };
  }
});

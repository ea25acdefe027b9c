import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@eventide/base';
import { phoenixPublicKey, systemRandom } from '@eventide/crypto';
import { createPool } from '@eventide/kernels';
import { rulesAt } from '@eventide/params';
import { createLocalProver, localSrsSource } from '@eventide/prover';
import { createMemoryStore } from '@eventide/store/memory';
import type { Bench } from '@eventide/testkit';
import {
  attachProof,
  buildPhoenix,
  createPhoenixProofVerifier,
  decodeTx,
  encodeCircuitInputs,
  encodeTx,
  type PhoenixTransaction,
  type Transaction,
  verifyTx,
} from '@eventide/tx';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import type { Engine } from './engine.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';
import { CHAIN_ID, carol, circuits, dave, openPhoenixWorld, ownedNotes, spendable } from './phoenixWorld.fixture.ts';
import { trustVerified } from './prewarm/prewarm.ts';
import { timed } from './processorTime.fixture.ts';
import { runBlock } from './runBlock.ts';
import { blockOf, DUSK, type World } from './world.fixture.ts';

export const area = 'execution';

const gas = { gasLimit: 50_000_000n, gasPrice: 1n };
const proofs = createPhoenixProofVerifier({ verifierData: knownVerifierData });

/** Private payments with real proofs on our genesis contracts. */
export async function run(bench: Bench): Promise<void> {
  await phoenixBlock(bench);
  await phoenixPayments(bench);
}

async function phoenixBlock(bench: Bench): Promise<void> {
  const [world, pool] = await Promise.all([openPhoenixWorld([3n * DUSK, 2n * DUSK]), createPool({ threads: 2 })]);
  const prover = createLocalProver({ pool, circuits, srs: localSrsSource(createMemoryStore()), random: systemRandom });
  const { engine, root } = world;
  const inputs = ownedNotes(engine, root, carol).map((note) => spendable(engine, root, note));
  const request = { set: 'sound-1', chainId: CHAIN_ID, from: carol, to: phoenixPublicKey(dave) } as const;
  const unproven = buildPhoenix({ ...request, inputs, value: DUSK, gas }, systemRandom);
  const { proof } = await prover.prove(unproven.circuit, encodeCircuitInputs(unproven));
  const transaction = attachProof(unproven, proof);
  await prover.close();
  await pool.close();
  const rules = rulesAt(engine.network, 1n);
  const bytes = encodeTx(transaction);
  await bench.measure('admission: decode and verify a Phoenix payment of 2 notes', () => {
    if (!verifyTx(decodeTx(bytes, rules), rules, { proofs }).ok) throw new Error('refused');
  });
  const known: Engine = { ...engine, cache: createQueryCache() };
  trustVerified(known, [transaction], { rules, root });
  await bench.measure('empty block', () => executeBlock(world, known, []));
  await bench.measure('block of a Phoenix payment, verdicts known', () => executeBlock(world, known, [transaction]));
  await bench.measure('block of a Phoenix payment, all new', () =>
    executeBlock(world, { ...engine, cache: createQueryCache() }, [transaction]),
  );
  await engine.vm.close();
}

/** Payments a block is filled with; their proofs are made once and kept. */
const PHOENIX_PAYMENTS = Number(process.env.EVENTIDE_BENCH_PROOFS ?? 16);

/** A block of private payments, each of a note of its own with a proof of its own. */
async function phoenixPayments(bench: Bench): Promise<void> {
  const world = await openPhoenixWorld(Array.from({ length: PHOENIX_PAYMENTS }, () => DUSK));
  const { engine, root } = world;
  const transactions = await provenPayments(world);
  const rules = rulesAt(engine.network, 1n);
  const received = transactions.map((tx) => encodeTx(tx));
  const times = { admission: best(), empty: best(), known: best(), new: best() };
  for (let round = 0; round < 3; round++) {
    times.admission(() => {
      for (const bytes of received)
        if (!verifyTx(decodeTx(bytes, rules), rules, { proofs }).ok) throw new Error('refused');
    });
    const known: Engine = { ...engine, cache: createQueryCache() };
    trustVerified(known, transactions, { rules, root });
    times.empty(() => executeBlock(world, known, []));
    times.known(() => executeBlock(world, known, transactions));
    times.new(() => executeBlock(world, { ...engine, cache: createQueryCache() }, transactions));
  }
  const each = (ms: number): number => Number((ms / transactions.length).toFixed(2));
  const tell = (what: string, ms: number, unit: string): void =>
    bench.figure(`${what}, a Phoenix payment in a block of ${transactions.length}`, ms, unit);
  const [admission, known, all] = [times.admission(), times.known() - times.empty(), times.new() - times.empty()];
  tell('admission one by one', each(admission), 'ms of processor');
  tell('executed, verdicts known', each(known), 'ms of processor');
  tell('verified together and executed', each(all), 'ms of processor');
  tell('verified together and executed (at least 10)', Math.round(1000 / each(all)), '1/s');
  tell('admitted one by one, then executed (at least 10)', Math.round(1000 / each(admission + known)), '1/s');
  await engine.vm.close();
}

/** Keeps the least processor time of what it is given; without anything, tells it. */
function best(): (work?: () => void) => number {
  let least = Number.POSITIVE_INFINITY;
  return (work) => {
    if (work) least = Math.min(least, timed(work));
    return least;
  };
}

function executeBlock(world: World, on: Engine, transactions: readonly Transaction[]): void {
  const outcome = runBlock(on, blockOf(world, { transactions }));
  if (!outcome.ok) throw new Error(`${outcome.reason} ${outcome.detail}`);
  outcome.block.close();
}

/** The payments of all of Carol's notes, the same in every run of one state: what is proven lies in the folder of caches. */
async function provenPayments({ engine, root }: World): Promise<PhoenixTransaction[]> {
  const folder = fileURLToPath(new URL(`../../../.cache/bench-proofs/${toHex(root)}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const rules = rulesAt(engine.network, 1n);
  const notes = ownedNotes(engine, root, carol);
  const missing = notes.filter((_, i) => !existsSync(join(folder, `${i}.tx`)));
  if (missing.length > 0) {
    const pool = await createPool({ threads: 2 });
    const prover = createLocalProver({
      pool,
      circuits,
      srs: localSrsSource(createMemoryStore()),
      random: systemRandom,
    });
    const request = { set: 'sound-1', chainId: CHAIN_ID, from: carol, to: phoenixPublicKey(dave) } as const;
    for (const note of missing) {
      const inputs = [spendable(engine, root, note)];
      const payment = { ...request, inputs, value: DUSK / 4n, gas };
      const unproven = buildPhoenix(payment, systemRandom);
      const { proof } = await prover.prove(unproven.circuit, encodeCircuitInputs(unproven));
      writeFileSync(join(folder, `${notes.indexOf(note)}.tx`), encodeTx(attachProof(unproven, proof)));
    }
    await prover.close();
    await pool.close();
  }
  return notes.map((_, i) => decodeTx(readFileSync(join(folder, `${i}.tx`)), rules) as PhoenixTransaction);
}

import { blsPublicKey } from '@eventide/crypto';
import { rulesAt } from '@eventide/params';
import type { Bench } from '@eventide/testkit';
import { createPhoenixProofVerifier, decodeTx, encodeTx, type Transaction, verifyTx } from '@eventide/tx';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import type { Engine } from './engine.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';
import { trustVerified } from './prewarm/prewarm.ts';
import { timed } from './processorTime.fixture.ts';
import { runBlock } from './runBlock.ts';
import { alice, blockOf, DUSK, moonlight, openWorld, type World } from './world.fixture.ts';

export const area = 'execution';

const TRANSFERS = 1000;
const SENDERS = 250;
const gas = { gasLimit: 3_000_000n, gasPrice: 1n };
const proofs = createPhoenixProofVerifier({ verifierData: knownVerifierData });

/** Blocks of public payments on our genesis contracts. */
export async function run(bench: Bench): Promise<void> {
  const payments = Array.from({ length: TRANSFERS }, (_, i) => moonlight({ nonce: BigInt(i + 1), value: 1n, gas }));
  const world = await openWorld();
  const rules = rulesAt(world.engine.network, 1n);
  const received = payments.map((tx) => encodeTx(tx));
  const admit = (): void => {
    for (const bytes of received) {
      const verdict = verifyTx(decodeTx(bytes, rules), rules, { proofs });
      if (!verdict.ok) throw new Error(verdict.reason);
    }
  };
  admit();
  const admitted = timed(admit);
  bench.figure('admission: decode and verify one transfer', admitted / TRANSFERS, 'ms of processor');
  const blockMs = await blockOfTransfers(bench, world, 'from one account', payments);
  bench.figure('transfers per second, admitted and executed one after the other', perSecond(admitted + blockMs), '1/s');

  const funding = Array.from({ length: SENDERS }, (_, i) =>
    moonlight({ nonce: BigInt(i + 1), value: DUSK, to: blsPublicKey(sender(i)), gas }),
  );
  const funded = runBlock(world.engine, blockOf(world, { transactions: funding }));
  if (!funded.ok) throw new Error(funded.reason);
  const root = await funded.block.commit();
  const spread = Array.from({ length: TRANSFERS }, (_, i) =>
    moonlight({ from: sender(i), to: blsPublicKey(alice), nonce: BigInt(Math.floor(i / SENDERS) + 1), value: 1n, gas }),
  );
  await blockOfTransfers(bench, { ...world, root }, `from ${SENDERS} accounts`, spread);
  await world.engine.vm.close();
}

const sender = (i: number): bigint => BigInt(5000 + (i % SENDERS));
const perSecond = (ms: number): number => Math.round((TRANSFERS * 1000) / ms);

/** Unknown signatures, then known ones, then the commit; the time of a block whose signatures are known. */
async function blockOfTransfers(
  bench: Bench,
  { engine, root }: World,
  what: string,
  transactions: readonly Transaction[],
): Promise<number> {
  const input = blockOf({ engine, root }, { transactions });
  const known: Engine = { ...engine, cache: createQueryCache() };
  trustVerified(known, transactions, { rules: rulesAt(engine.network, 1n), root });
  const times = { new: Number.POSITIVE_INFINITY, known: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 3; round++) {
    times.new = Math.min(times.new, close(run({ ...engine, cache: createQueryCache() })));
    times.known = Math.min(times.known, close(run(known)));
  }
  bench.figure(`block of ${TRANSFERS} transfers ${what}, all signatures new`, Math.round(times.new), 'ms of processor');
  bench.figure(`block of ${TRANSFERS} transfers ${what}, signatures known`, Math.round(times.known), 'ms of processor');
  const { block } = run(known);
  const started = performance.now();
  await block.commit();
  bench.figure('  commit of its state, in memory', performance.now() - started, 'ms');
  return times.known;

  function run(on: Engine) {
    let outcome: ReturnType<typeof runBlock> | undefined;
    const ms = timed(() => {
      outcome = runBlock(on, input);
    });
    if (!outcome?.ok) throw new Error(outcome?.reason);
    return { ms, block: outcome.block };
  }
  function close({ ms, block: executed }: ReturnType<typeof run>): number {
    executed.close();
    return ms;
  }
}

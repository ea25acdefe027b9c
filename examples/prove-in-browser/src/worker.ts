import { createPool } from '@eventide/kernels';
import { createLocalProver, localSrsSource, type Prover, serveProver } from '@eventide/prover';
import { openIndexedDbStore } from '@eventide/store/indexedDb';
import { circuits } from './circuits.ts';

/** Proofs are made here, off the page's thread; the pool below uses further workers where shared memory is allowed. */
serveProver(self as never, start());

async function start(): Promise<Prover> {
  const [pool, store] = await Promise.all([createPool(), openIndexedDbStore({ name: 'eventide-proving' })]);
  postMessage({ ready: { threads: pool.threads, mode: pool.mode, tier: pool.tier } });
  return createLocalProver({ pool, circuits, srs: localSrsSource(store), store, random });
}

function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

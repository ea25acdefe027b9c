import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import { createLocalProver, localSrsSource, type Prover, serveProver } from '@eventide/prover';
import { openIndexedDbStore } from '@eventide/store/indexedDb';
import { walletCircuits } from './prover/circuits.ts';

/** Entry of a browser's proving worker: parameters and keys are kept in IndexedDB. */
serveProver(self as never, start());

async function start(): Promise<Prover> {
  const [pool, store] = await Promise.all([createPool(), openIndexedDbStore({ name: 'eventide-proving' })]);
  return createLocalProver({ pool, circuits: walletCircuits, srs: localSrsSource(store), store, random: systemRandom });
}

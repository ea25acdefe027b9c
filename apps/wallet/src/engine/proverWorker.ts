import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import { installScriptPolicy } from '@eventide/kit/page/scriptPolicy';
import { createLocalProver, localSrsSource, type Prover, serveProver } from '@eventide/prover';
import { walletCircuits } from '@eventide/sdk/prover/circuits';
import { openIndexedDbStore } from '@eventide/store/indexedDb';

/** Circuits of one note and of two: about 25 MB each, and most payments take turns between them. */
const KEYS_KEPT = 2;

installScriptPolicy();
serveProver(self as never, start());

/** Threads as the worker's name says: `prove-4`, or `prove-auto` for what the machine offers. */
async function start(): Promise<Prover> {
  const wanted = Number(self.name.replace('prove-', ''));
  const threads = Number.isInteger(wanted) && wanted > 0 ? { threads: wanted } : {};
  const [pool, store] = await Promise.all([createPool(threads), openIndexedDbStore({ name: 'eventide-proving' })]);
  return createLocalProver({
    pool,
    circuits: walletCircuits,
    srs: localSrsSource(store),
    store,
    random: systemRandom,
    keysKept: KEYS_KEPT,
  });
}

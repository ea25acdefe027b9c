import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import { installScriptPolicy } from '@eventide/kit/page/scriptPolicy';
import {
  ceremonySrsSource,
  createLocalProver,
  type FetchLocalSrs,
  localSrsSource,
  type Prover,
  serveProver,
} from '@eventide/prover';
import { walletCircuits } from '@eventide/sdk/prover/circuits';
import { openIndexedDbStore } from '@eventide/store/indexedDb';
import { readCeremony } from './parameters.ts';

/** Circuits of one note and of two: about 25 MB each, and most payments take turns between them. */
const KEYS_KEPT = 2;

installScriptPolicy();
serveProver(self as never, start());

/** As the worker's name says: `prove-4-local-1`, `prove-1-ceremony`. */
async function start(): Promise<Prover> {
  const [, threadsText, srsName] = /^prove-(\w+)-(.+)$/.exec(self.name) ?? [];
  const [pool, store] = await Promise.all([
    createPool({ threads: Number(threadsText) }),
    openIndexedDbStore({ name: 'eventide-proving' }),
  ]);
  return createLocalProver({
    pool,
    circuits: walletCircuits,
    srs: srsName === 'ceremony' ? ceremonySrsSource({ read: readCeremony }) : localSrsSource(store, fetchParameters),
    store,
    random: systemRandom,
    keysKept: KEYS_KEPT,
  });
}

/** Parameters come with the page, from its own server. */
async function fetchParameters(...[fileName, signal]: Parameters<FetchLocalSrs>): ReturnType<FetchLocalSrs> {
  const response = await fetch(`/assets/${fileName}`, signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(`${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

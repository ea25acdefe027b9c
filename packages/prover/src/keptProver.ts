import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import type { Srs } from '@eventide/plonk/srs/srs';
import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { createLocalProver } from './local.ts';
import type { CircuitSource, Prover } from './prover.ts';
import { fixedSrsSource, localSrsSource } from './srsCache.ts';

export type KeptProverOptions = {
  readonly circuits: CircuitSource;
  /** Keeps parameters and keys between starts; without it each start makes them again (seconds). */
  readonly folder?: string | undefined;
  readonly threads?: number | undefined;
  /** Of a ceremony, or how to read them at the first proof; default the insecure parameters of local networks. */
  readonly srs?: Srs | (() => Promise<Srs>) | undefined;
};

/** A prover of Node: threads, and parameters and keys kept in a folder. Nothing starts before the first proof. Close it at the end. */
export function keptProver({ circuits, folder, threads, srs }: KeptProverOptions): Prover {
  let started: Promise<{ readonly prover: Prover; close(): Promise<void> }> | undefined;
  const start = async (): Promise<{ readonly prover: Prover; close(): Promise<void> }> => {
    // Read before anything is started that would have to be closed.
    const given = typeof srs === 'function' ? await srs() : srs;
    const [pool, store] = await Promise.all([createPool({ threads }), openCache(folder)]);
    const source = given === undefined ? localSrsSource(store) : fixedSrsSource(given);
    const prover = createLocalProver({ pool, circuits, srs: source, store, random: systemRandom });
    return {
      prover,
      async close() {
        await prover.close();
        await pool.close();
        await store.close();
      },
    };
  };
  const get = async (): Promise<Prover> => {
    started ??= start();
    return (await started).prover;
  };
  return {
    prove: async (circuit, inputs, request) => (await get()).prove(circuit, inputs, request),
    prepare: async (circuit, request) => (await get()).prepare(circuit, request),
    check: async (circuit, inputs) => (await get()).check(circuit, inputs),
    // One that could not start has nothing to close.
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}

async function openCache(folder: string | undefined): Promise<KeyValueStore> {
  if (folder === undefined) return createMemoryStore();
  await mkdir(folder, { recursive: true });
  return openLmdbStore({ path: join(folder, 'proving') });
}

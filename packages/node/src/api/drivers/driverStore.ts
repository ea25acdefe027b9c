import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLru, FaultError } from '@eventide/base';

/** Drivers by hex id of their contract, each with the owner's signature. Spec: 08 §3 */
export type DriverStore = {
  bytecode(id: string): Promise<Uint8Array | undefined>;
  signature(id: string): Promise<Uint8Array | undefined>;
  /** @throws FaultError FAULT_DISK; what was there before stays then */
  put(id: string, wasm: Uint8Array, signature: Uint8Array): Promise<void>;
};

type Entry = { readonly wasm: Uint8Array; readonly signature: Uint8Array };

const CACHED = 64;
const CACHED_BYTES = 33_554_432;
const SIGNATURE_SUFFIX = '.sign';

/** Drivers that end with the process; the oldest give way to new ones. */
export function memoryDriverStore(): DriverStore {
  const entries = createLru<string, Entry>({
    maxEntries: 1_024,
    maxWeight: 268_435_456,
    weigh: ({ wasm }) => wasm.length,
  });
  return {
    bytecode: async (id) => entries.get(id)?.wasm,
    signature: async (id) => entries.get(id)?.signature,
    put: async (id, wasm, signature) => void entries.set(id, { wasm, signature }),
  };
}

/** Drivers in files `<id>` and `<id>.sign` of a folder, as the reference keeps them. Spec: 08 §3 */
export function folderDriverStore(folder: string): DriverStore {
  const cache = createLru<string, Uint8Array | undefined>({
    maxEntries: CACHED,
    maxWeight: CACHED_BYTES,
    weigh: (bytes) => bytes?.length ?? 0,
  });
  let last: Promise<unknown> = Promise.resolve();
  const read = async (name: string): Promise<Uint8Array | undefined> => {
    if (!cache.has(name)) cache.set(name, await readIfThere(join(folder, name)));
    return cache.get(name);
  };
  const write = async (id: string, { wasm, signature }: Entry): Promise<void> => {
    await mkdir(folder, { recursive: true });
    // The signature first: a driver is there when its code is.
    for (const [name, bytes] of [
      [id + SIGNATURE_SUFFIX, signature],
      [id, wasm],
    ] as const) {
      const fresh = join(folder, `${name}.new`);
      await writeFile(fresh, bytes, { flush: true });
      await rename(fresh, join(folder, name));
      cache.delete(name);
    }
  };
  return {
    bytecode: read,
    signature: (id) => read(id + SIGNATURE_SUFFIX),
    put(id, wasm, signature) {
      const written = last
        .then(() => write(id, { wasm, signature }))
        .catch((error: unknown) => {
          throw new FaultError('FAULT_DISK', { what: 'driver store' }, { cause: error });
        });
      last = written.catch(() => undefined);
      return written;
    },
  };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FaultError('FAULT_DISK', { what: 'driver store' }, { cause: error });
  }
}

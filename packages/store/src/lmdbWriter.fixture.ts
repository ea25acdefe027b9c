import { concatBytes, intToBytesBe, isEventideError } from '@eventide/base';
import type { Operation } from './keyValueStore.ts';
import { openLmdbStore } from './lmdb.ts';

// Writes batches until it dies. Batch n gives every entry the value n and adds one entry, so that a mixture shows.
const store = openLmdbStore({ path: process.argv[2] as string });
const padding = new Uint8Array(3000);
try {
  for (let n = 1; ; n++) {
    const value = concatBytes(intToBytesBe(BigInt(n), 4), padding);
    const operations = Array.from({ length: 200 + n }, (_, i): Operation => {
      return { kind: 'put', key: intToBytesBe(BigInt(i), 4), value };
    });
    await store.batch(operations);
    process.stdout.write(`${n}\n`);
  }
} catch (error) {
  process.stdout.write(`${isEventideError(error) ? error.code : String(error)}\n`, () => process.exit(0));
}

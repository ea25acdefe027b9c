import { describe, expect, test } from 'vitest';
import { storeChecks } from './compliance.ts';
import { MAX_BATCH_OPERATIONS, MAX_VALUE_BYTES } from './keyValueStore.ts';
import { createMemoryStore } from './memory.ts';

describe('memory store', () => {
  test.each(storeChecks)('$name', ({ run }) => run(async () => createMemoryStore()));

  test('refuses what is too large', async () => {
    const store = createMemoryStore();
    const huge = { length: MAX_VALUE_BYTES + 1 } as Uint8Array;
    await expect(store.put(Uint8Array.of(1), huge)).rejects.toThrowCode('STORE_VALUE_TOO_LONG');
    const many = { length: MAX_BATCH_OPERATIONS + 1 } as never[];
    await expect(store.batch(many)).rejects.toThrowCode('STORE_BATCH_TOO_LARGE');
  });
});

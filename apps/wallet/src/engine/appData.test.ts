import { createMemoryStore } from '@eventide/store';
import { expect, test } from 'vitest';
import { appDataKey, emptyAppData, readAppData, writeAppData } from './appData.ts';

const key = appDataKey(new Uint8Array(64).fill(1));
const data = { ...emptyAppData, contacts: [{ name: 'Bob', key: 'abc' }], remoteProver: true };

/** All that is stored, as one text. */
async function everything(store: ReturnType<typeof createMemoryStore>): Promise<string> {
  let text = '';
  for await (const [, value] of store.range({})) text += Buffer.from(value).toString('latin1');
  return text;
}

test('13 §5.5 the app’s own records are sealed and come back', async () => {
  const store = createMemoryStore();
  expect(await readAppData(store, key)).toEqual({ data: emptyAppData, damaged: false });
  await writeAppData(store, key, data);
  expect(await everything(store)).not.toContain('Bob');
  expect(await readAppData(store, key)).toEqual({ data, damaged: false });
});

test('what cannot be read is said, put aside, and does not stop the wallet', async () => {
  const store = createMemoryStore();
  await writeAppData(store, key, data);
  const other = appDataKey(new Uint8Array(64).fill(2));
  const before = await everything(store);
  expect(await readAppData(store, other)).toEqual({ data: emptyAppData, damaged: true });
  await writeAppData(store, other, emptyAppData);
  expect(await everything(store)).toContain(before);
  expect(await readAppData(store, other)).toEqual({ data: emptyAppData, damaged: false });
});

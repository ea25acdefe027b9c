import { storeChecks } from './compliance.ts';
import { deleteIndexedDb, openIndexedDbStore } from './indexedDb.ts';

/** Runs the demands on every store, and that a database outlives its store, in the page that imports this. */
export async function runBrowserChecks(): Promise<{ passed: number; failed: string[] }> {
  const failed: string[] = [];
  let opened = 0;
  const open = (): ReturnType<typeof openIndexedDbStore> => openIndexedDbStore({ name: `check-${opened++}` });
  const checks = [...storeChecks, { name: 'what was written is there after opening again', run: reopens }];
  for (const { name, run } of checks) {
    try {
      await run(open);
    } catch (error) {
      failed.push(`${name}: ${String(error)}`);
    }
  }
  for (let i = 0; i < opened; i++) await deleteIndexedDb(`check-${i}`);
  return { passed: checks.length - failed.length, failed };
}

async function reopens(): Promise<void> {
  const name = 'reopened';
  const first = await openIndexedDbStore({ name });
  await first.put(Uint8Array.of(1), Uint8Array.of(2));
  await first.close();
  const second = await openIndexedDbStore({ name });
  const value = await second.get(Uint8Array.of(1));
  await second.close();
  await deleteIndexedDb(name);
  if (value?.[0] !== 2) throw new Error('the value is gone');
}

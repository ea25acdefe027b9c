import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { openLmdbStore } from '@eventide/store/lmdb';
import { PREFIX } from '@eventide/vm/state/records';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { payment, soloOptions, testGenesis } from '../start/node.fixture.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';
import { startNode } from '../start/startNode.ts';
import { backupNode, restoreNode } from './backup.ts';
import { inspectFolder } from './inspectFolder.ts';
import { revertToFinal } from './revertToFinal.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-backup-'));
const path = (name: string): string => join(folder, name);
let genesis: NodeGenesis;
beforeAll(async () => {
  genesis = await testGenesis();
  const node = await startNode(soloOptions(genesis, { storage: { kind: 'disk', path: path('node') } }));
  await node.door.mempool.submit(payment());
  await node.production.produce(4);
  // Taken while the node runs.
  await backupNode(path('node'), path('copy'), Date.UTC(2026, 0, 1));
  await node.production.produce(2);
  await node.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function tipOf(place: string) {
  const node = await startNode(soloOptions(genesis, { storage: { kind: 'disk', path: place } }));
  const { header } = node.door.ledger.tip().block;
  const [next] = await node.production.produce(1);
  await node.close();
  return { height: header.height, hash: toHex(header.hash), next: next?.height };
}

describe('13 §8 backup of a node', () => {
  test('says what it holds; a node goes on from it as from its own folder', async () => {
    const manifest = JSON.parse(readFileSync(path('copy/manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ format: 1, createdAt: '2026-01-01T00:00:00.000Z', height: '4' });
    expect(manifest.files.map((file: { path: string }) => file.path)).toEqual(['ledger/data.mdb', 'state/data.mdb']);
    await restoreNode(path('copy'), path('restored'));
    expect(await inspectFolder(path('restored'))).toMatchObject({ height: 4n, root: manifest.root, unstated: 0 });
    expect(await tipOf(path('restored'))).toEqual({ height: 4n, hash: manifest.hash, next: 5n });
  });

  test('is never written over something, nor put over a chain', async () => {
    await expect(backupNode(path('node'), path('copy'), 0)).rejects.toThrowCode('NODE_BACKUP');
    await expect(backupNode(path('nothing'), path('new'), 0)).rejects.toThrowCode('NODE_BACKUP');
    await expect(restoreNode(path('copy'), path('node'))).rejects.toThrowCode('NODE_BACKUP');
    expect(existsSync(path('new'))).toBe(false);
  });

  test.each<[string, (place: string) => void]>([
    ['one bit of the state', (place) => flip(join(place, 'state/data.mdb'))],
    ['one bit of the ledger', (place) => flip(join(place, 'ledger/data.mdb'))],
    ['a missing file', (place) => rmSync(join(place, 'ledger/data.mdb'))],
    ['no manifest', (place) => rmSync(join(place, 'manifest.json'))],
    ['a manifest that is none', (place) => writeFileSync(join(place, 'manifest.json'), '{')],
    ['another format', (place) => edit(place, (text) => text.replace('"format": 1', '"format": 2'))],
    ['another root', (place) => edit(place, (text) => text.replace(/"root": "../, '"root": "zz'))],
    ['a path out of it', (place) => edit(place, (text) => text.replace('ledger/data.mdb', '../node/votes'))],
  ])('refused, and nothing put there: %s', async (name, damage) => {
    const place = path(`damaged ${name}`);
    const target = path(`target ${name}`);
    cpSync(path('copy'), place, { recursive: true });
    damage(place);
    await expect(restoreNode(place, target)).rejects.toThrowCode('NODE_BACKUP');
    expect(existsSync(join(target, 'ledger'))).toBe(false);
  });

  test('a page that is not what the root says is found', async () => {
    const place = path('altered');
    cpSync(path('copy'), place, { recursive: true });
    const store = openLmdbStore({ path: join(place, 'state') });
    let altered: readonly [Uint8Array, Uint8Array] | undefined;
    for await (const [key, value] of store.range()) if (key[0] === PREFIX.page) altered = [key, value];
    const [key, value] = altered ?? [];
    if (key === undefined || value === undefined) throw new Error('no page found');
    value[100] = (value[100] ?? 0) ^ 1;
    await store.put(key, value);
    await store.close();
    await expect(inspectFolder(place)).rejects.toThrowCode('VM_STATE_CORRUPT');
  });

  test('revert takes off what is not final, and a node goes on from there', async () => {
    await restoreNode(path('copy'), path('reverted'));
    const { final } = await inspectFolder(path('reverted'));
    expect(await revertToFinal(path('reverted'))).toEqual({ from: 4n, to: final });
    expect(await revertToFinal(path('reverted'))).toEqual({ from: final, to: final });
    expect((await inspectFolder(path('reverted'))).height).toBe(final);
  });
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function edit(place: string, change: (text: string) => string): void {
  const file = join(place, 'manifest.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetworkError } from '@eventide/sdk';
import { PAGE_BYTES } from '@eventide/vm';
import { blake3 } from '@eventide/vm/state/blake3';
import type { PageNodeName } from '@eventide/vm/state/remoteTree';
import { afterAll, describe, expect, test } from 'vitest';
import { DevnetError } from '../errors.ts';
import { originPages } from './originPages.ts';
import type { OriginContract, OriginPage, OriginRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const filled = (value: number): Uint8Array => new Uint8Array(PAGE_BYTES).fill(value);
const ROOT = new Uint8Array(32).fill(1);
const NEWEST = new Uint8Array(32).fill(2);
const contract: OriginContract = {
  id: new Uint8Array(32).fill(9),
  position: 1,
  root: new Uint8Array(32),
  pages: 1,
  height: 8,
  codeBytes: 3,
  owner: new Uint8Array(),
};
const leafOf = (index: number): PageNodeName => ({ level: 0, first: index, hash: blake3(filled(index)) });
const gone = new DevnetError('DEVNET_FORK_HEIGHT');
const away = new NetworkError('NETWORK_UNREACHABLE', {});

function pagesOver(routes: Partial<OriginRoutes>) {
  const page = async (_root: Uint8Array, _contract: OriginContract, index: number): Promise<OriginPage> => ({
    bytes: filled(index),
    siblings: [],
  });
  return originPages({
    url: 'http://origin',
    root: ROOT,
    newestRoot: async () => NEWEST,
    cache: openPageCache(mkdtempSync(join(folder, 'c-'))),
    routes: { contracts: async () => [], code: async () => new Uint8Array(3), page, ...routes },
  });
}

describe('13 §3.2 pages of an origin', () => {
  test('few are on their way at a time, each once', async () => {
    let running = 0;
    let most = 0;
    let asked = 0;
    const { fetchPath } = pagesOver({
      async page(_root, _contract, index) {
        most = Math.max(most, ++running);
        asked++;
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return { bytes: filled(index), siblings: [] };
      },
    });
    const wanted = Array.from({ length: 60 }, (_, i) => i % 30);
    const paths = await Promise.all(wanted.map((index) => fetchPath(contract, leafOf(index), index)));
    expect(paths.map(({ leaf }) => leaf?.bytes[0])).toEqual(wanted);
    expect(asked).toBe(30);
    expect(most).toBe(8);
  });

  test('asked once more when nobody answers, then told', async () => {
    let failing = 1;
    const { fetchPath } = pagesOver({
      async page(_root, _contract, index) {
        if (failing-- > 0) throw away;
        return { bytes: filled(index), siblings: [] };
      },
    });
    expect((await fetchPath(contract, leafOf(5), 5)).leaf?.bytes[0]).toBe(5);
    failing = 2;
    await expect(fetchPath(contract, leafOf(6), 6)).rejects.toMatchObject({
      code: 'DEVNET_FORK_ORIGIN',
      details: { url: 'http://origin', reason: 'NETWORK_UNREACHABLE' },
    });
    expect((await fetchPath(contract, leafOf(6), 6)).leaf?.bytes[0]).toBe(6);
  });

  test('what is kept no more comes from the newest state, unless it changed there', async () => {
    const { fetchPath, code } = pagesOver({
      async page(root, _contract, index) {
        if (root === ROOT) throw gone;
        return { bytes: filled(index === 7 ? 0 : index), siblings: [] };
      },
      async code(root) {
        if (root === ROOT) throw gone;
        return Uint8Array.of(1, 2, 3);
      },
    });
    expect((await fetchPath(contract, leafOf(5), 5)).leaf?.bytes[0]).toBe(5);
    await expect(fetchPath(contract, leafOf(7), 7)).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
      details: { page: 7 },
    });
    expect(await code(contract)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('a page that is not the one is a lie, and is not kept', async () => {
    let lying = true;
    const { fetchPath } = pagesOver({
      page: async (_root, _contract, index) => ({ bytes: filled(lying ? 200 : index), siblings: [] }),
    });
    await expect(fetchPath(contract, leafOf(5), 5)).rejects.toMatchObject({ code: 'DEVNET_FORK_STATE' });
    lying = false;
    expect((await fetchPath(contract, leafOf(5), 5)).leaf?.bytes[0]).toBe(5);
  });
});

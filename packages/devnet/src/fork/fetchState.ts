import { equalBytes, toHex } from '@eventide/base';
import type { ImportedContract } from '@eventide/vm';
import { withRoots } from '@eventide/vm/state/contractTree';
import { badState, type OriginContract, type OriginRoutes } from './originRoutes.ts';
import type { PageCache } from './pageCache.ts';
import { checkedPath } from './pagePath.ts';
import { walkPages } from './walkPages.ts';

const ZERO = new Uint8Array(32);
/** Requests at a time. */
const AT_ONCE = 8;
/** 2 GiB of pages: what a network of one node may hold in memory. */
const MOST_PAGES = 32_768;

/** How far a state is. */
export type FetchProgress = { readonly contracts: number; readonly pages: number; readonly fetched: number };

/**
 * The contracts of a state, whose roots lead to its root. Which id has which place, owners, lengths of memories and codes are not part of
 * it: codes are checked by who knows their ids.
 * @throws DevnetError DEVNET_FORK_STATE, DEVNET_FORK_HEIGHT; NetworkError
 * Spec: 14 §9
 */
export async function fetchContracts(origin: OriginRoutes, root: Uint8Array): Promise<readonly OriginContract[]> {
  const listed = await origin.contracts(root);
  const places = listed.map(({ position, root: contractRoot }) => ({ position, root: contractRoot }));
  if (listed.some(({ position }) => position < 1 || position > listed.length))
    throw badState({ reason: 'a contract without place' });
  if (!equalBytes(withRoots(undefined, places)?.hash ?? ZERO, root))
    throw badState({ reason: 'the contracts do not lead to the root', root: toHex(root) });
  return listed;
}

/**
 * The whole state behind a root: each page is checked by its hash, which the pages' tree and the tree of contracts bind to the root;
 * pages that were fetched before come from the cache.
 * @throws DevnetError DEVNET_FORK_STATE if anything differs, DEVNET_FORK_HEIGHT if the origin let go of the state meanwhile
 * Spec: 13 §3.2, 14 §9
 */
export async function fetchState(
  origin: OriginRoutes,
  root: Uint8Array,
  cache: PageCache,
  onProgress: (progress: FetchProgress) => void = () => undefined,
): Promise<readonly ImportedContract[]> {
  const imported: ImportedContract[] = [];
  let pages = 0;
  let fetched = 0;
  for (const contract of await fetchContracts(origin, root)) {
    const written: { index: number; bytes: Uint8Array }[] = [];
    await walkPages(contract, {
      cache,
      atOnce: AT_ONCE,
      mostKnown: MOST_PAGES,
      async fetchPath(of, node, index) {
        const path = checkedPath(of.id, node, index, await origin.page(root, of, index));
        fetched++;
        cache.put(path);
        return path;
      },
      onPage: (index, bytes) => written.push({ index, bytes }) > 0,
    });
    pages += written.length;
    if (pages > MOST_PAGES) throw badState({ pages, most: MOST_PAGES });
    const { id, owner, position, pages: length } = contract;
    const bytecode = await origin.code(root, contract);
    imported.push({ id, owner, bytecode, pages: length, position, written });
    onProgress({ contracts: imported.length, pages, fetched });
  }
  cache.trim();
  return imported;
}

import { concatBytes, equalBytes, toHex } from '@eventide/base';
import type { ImportedContract } from '@eventide/vm';
import { blake3 } from '@eventide/vm/state/blake3';
import { withRoots } from '@eventide/vm/state/contractTree';
import { badState, type OriginContract, type OriginPage, type OriginRoutes } from './originRoutes.ts';
import type { PageCache } from './pageCache.ts';

const ARITY = 4;
const ZERO = new Uint8Array(32);
/** Requests at a time. */
const AT_ONCE = 8;
/** 2 GiB of pages: what a network of one node may hold in memory. */
const MOST_PAGES = 32_768;

/** How far a state is. */
export type FetchProgress = { readonly contracts: number; readonly pages: number; readonly fetched: number };

/** A node of a page tree that is known by its hash alone. Level 0 are pages. */
type Known = { readonly level: number; readonly index: number; readonly hash: Uint8Array };

/**
 * The whole state behind a root: each page is checked by its hash, which the pages' tree and the tree of contracts bind to the root;
 * pages that were fetched before come from the cache. Which id has which place, owners, lengths of memories and codes are not part of
 * the root: codes are checked by who knows their ids.
 * @throws DevnetError DEVNET_FORK_STATE if anything differs, DEVNET_FORK_HEIGHT if the origin let go of the state meanwhile
 * Spec: 13 §3.2, 14 §9
 */
export async function fetchState(
  origin: OriginRoutes,
  root: Uint8Array,
  cache: PageCache,
  onProgress: (progress: FetchProgress) => void = () => undefined,
): Promise<readonly ImportedContract[]> {
  const listed = await origin.contracts(root);
  const places = listed.map(({ position, root: contractRoot }) => ({ position, root: contractRoot }));
  if (listed.some(({ position }) => position < 1 || position > listed.length))
    throw badState({ reason: 'a contract without place' });
  if (!equalBytes(withRoots(undefined, places)?.hash ?? ZERO, root))
    throw badState({ reason: 'the contracts do not lead to the root', root: toHex(root) });
  const imported: ImportedContract[] = [];
  let pages = 0;
  let fetched = 0;
  for (const contract of listed) {
    const written = await fetchPages(origin, root, contract, cache, () => {
      fetched++;
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

async function fetchPages(
  origin: OriginRoutes,
  root: Uint8Array,
  contract: OriginContract,
  cache: PageCache,
  onFetched: () => void,
): Promise<ImportedContract['written']> {
  const written: { index: number; bytes: Uint8Array }[] = [];
  const { root: top, height } = contract;
  const leaves = cache.tree(top, height);
  const waiting: Known[] = leaves?.map((leaf) => ({ level: 0, ...leaf })) ?? [{ level: height, index: 0, hash: top }];
  const found: { index: number; hash: Uint8Array }[] = [];
  const look = async (known: Known): Promise<void> => {
    if (equalBytes(known.hash, ZERO)) return;
    const kept = known.level === 0 ? cache.get(known.hash) : undefined;
    if (kept !== undefined) {
      written.push({ index: known.index, bytes: kept });
      found.push({ index: known.index, hash: known.hash });
      return;
    }
    const page = await origin.page(root, contract, known.index);
    onFetched();
    const leaf = checkedLeaf(contract, known, page);
    if (page.bytes !== undefined) {
      written.push({ index: known.index, bytes: page.bytes });
      found.push({ index: known.index, hash: leaf });
      cache.put(leaf, page.bytes);
    }
    waiting.push(...besides(known, page));
    if (written.length + waiting.length > MOST_PAGES)
      throw badState({ contract: toHex(contract.id), most: MOST_PAGES });
  };
  while (waiting.length > 0) await Promise.all(waiting.splice(0, AT_ONCE).map(look));
  if (leaves === undefined && found.length > 0) cache.putTree(top, found);
  return written;
}

/** Hash of the page, once it was seen to lead to the node it stands below, as the first of it. */
function checkedLeaf({ id }: OriginContract, known: Known, { bytes, siblings }: OriginPage): Uint8Array {
  const leaf = bytes === undefined ? ZERO : blake3(bytes);
  let hash = leaf;
  for (let level = 0; level < known.level; level++) {
    // The first page of a node stands first at each level below it. A node without children is missing itself.
    const children = [hash, ...siblings.slice(level * (ARITY - 1), (level + 1) * (ARITY - 1))];
    hash = children.every((child) => equalBytes(child, ZERO)) ? ZERO : blake3(concatBytes(...children));
  }
  if (!equalBytes(hash, known.hash)) throw badState({ contract: toHex(id), page: known.index });
  return leaf;
}

/** The nodes that the path of a page tells of. */
function besides(known: Known, { siblings }: OriginPage): Known[] {
  const nodes: Known[] = [];
  for (let level = 0; level < known.level; level++) {
    for (let turn = 1; turn < ARITY; turn++) {
      const hash = siblings[level * (ARITY - 1) + turn - 1] as Uint8Array;
      if (!equalBytes(hash, ZERO)) nodes.push({ level, index: known.index + turn * ARITY ** level, hash });
    }
  }
  return nodes;
}

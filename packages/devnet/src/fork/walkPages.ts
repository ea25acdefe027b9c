import { equalBytes, toHex } from '@eventide/base';
import type { PageNodeName } from '@eventide/vm/state/remoteTree';
import { badState, type OriginContract } from './originRoutes.ts';
import type { PageCache } from './pageCache.ts';
import { childrenOf, type PagePath } from './pagePath.ts';

/** Fetches a page that lies below a node, checked and kept. */
export type FetchPath = (contract: OriginContract, node: PageNodeName, index: number) => Promise<PagePath>;

export type Walk = {
  readonly cache: PageCache;
  readonly fetchPath: FetchPath;
  /** Requests at a time. */
  readonly atOnce: number;
  /** Pages and nodes that may be known at a time; more are an error. */
  readonly mostKnown: number;
  /** Told of each page of the contract, in no order; false ends the walk. */
  readonly onPage: (index: number, bytes: Uint8Array) => boolean;
};

const ZERO = new Uint8Array(32);

/** Goes through the pages of a contract; what was fetched before comes from the cache. @throws DevnetError DEVNET_FORK_STATE, and as fetching */
export async function walkPages(contract: OriginContract, walk: Walk): Promise<void> {
  const { cache, fetchPath, atOnce, mostKnown, onPage } = walk;
  const top: PageNodeName = { level: contract.height, first: 0, hash: contract.root };
  const waiting = equalBytes(top.hash, ZERO) ? [] : [top];
  let seen = 0;
  let goesOn = true;
  const page = (index: number, bytes: Uint8Array): void => {
    seen++;
    goesOn = onPage(index, bytes) && goesOn;
  };
  const look = async (node: PageNodeName): Promise<void> => {
    const kept = node.level === 0 ? cache.get(node.hash) : undefined;
    const children = node.level === 0 ? undefined : cache.children(node.hash);
    if (kept !== undefined) page(node.first, kept);
    else if (children !== undefined) waiting.push(...childrenOf(node, children));
    else {
      const { leaf, nodes } = await fetchPath(contract, node, node.first);
      if (leaf !== undefined) page(node.first, leaf.bytes);
      for (const { name, children: below } of nodes)
        waiting.push(...childrenOf(name, below).filter(({ first }) => first !== node.first));
    }
    if (seen + waiting.length > mostKnown) throw badState({ contract: toHex(contract.id), most: mostKnown });
  };
  while (waiting.length > 0 && goesOn) await Promise.all(waiting.splice(0, atOnce).map(look));
}

import { isEventideError, toHex } from '@eventide/base';
import type { PageNodeName } from '@eventide/vm/state/remoteTree';
import { DevnetError } from '../errors.ts';
import type { OriginContract, OriginPage, OriginRoutes } from './originRoutes.ts';
import type { PageCache } from './pageCache.ts';
import { checkedPath, type PagePath } from './pagePath.ts';
import type { FetchPath } from './walkPages.ts';

export type OriginPagesPorts = {
  readonly url: string;
  readonly routes: OriginRoutes;
  /** State of the fork. */
  readonly root: Uint8Array;
  /** Root of the newest state of the origin. */
  readonly newestRoot: () => Promise<Uint8Array>;
  readonly cache: PageCache;
};

/** So often a page is asked for until somebody answers. */
const TRIES = 2;
/** Codes that are remembered. */
const MOST_CODES = 1_024;
/** Pages on their way at a time, whoever asks. */
const MOST_AT_ONCE = 8;

/**
 * Pages of one state of the origin, each asked for once at a time and kept. What the origin keeps no more by that root is looked for in
 * its newest state, where it is the same as long as nobody wrote there.
 * @throws DevnetError DEVNET_FORK_ORIGIN if nobody answers, DEVNET_FORK_HEIGHT for what is kept no more, DEVNET_FORK_STATE for a page
 * that does not lead to the root
 */
export function originPages({ url, routes, root, newestRoot, cache }: OriginPagesPorts): {
  readonly fetchPath: FetchPath;
  code(contract: OriginContract): Promise<Uint8Array>;
} {
  const underway = new Map<string, Promise<OriginPage | undefined>>();
  const codes = new Map<string, Uint8Array>();
  const turns: (() => void)[] = [];
  let running = 0;
  const inTurn = async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => turns.push(resolve));
    running++;
    try {
      return await task();
    } finally {
      running--;
      turns.shift()?.();
    }
  };
  const answered = async <T>(task: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await task();
      } catch (cause) {
        if (!isEventideError(cause) || !cause.code.startsWith('NETWORK_')) throw cause;
        if (tries < TRIES) continue;
        throw new DevnetError('DEVNET_FORK_ORIGIN', { url, reason: cause.code }, { cause });
      }
    }
  };
  /** undefined: the state is kept no more. */
  const asked = (contract: OriginContract, index: number): Promise<OriginPage | undefined> => {
    const name = `${toHex(contract.id)} ${index}`;
    let page = underway.get(name);
    if (page === undefined) {
      page = inTurn(() => answered(() => unlessGone(() => routes.page(root, contract, index)))).finally(() =>
        underway.delete(name),
      );
      underway.set(name, page);
    }
    return page;
  };
  const newer = async (contract: OriginContract, node: PageNodeName, index: number): Promise<PagePath> => {
    const kept = (cause?: unknown): DevnetError =>
      new DevnetError(
        'DEVNET_FORK_HEIGHT',
        { contract: toHex(contract.id), page: index, reason: 'the node keeps this page of the forked state no more' },
        { cause },
      );
    const now = await answered(newestRoot);
    const page = await answered(() => unlessGone(() => routes.page(now, contract, index)));
    if (page === undefined) throw kept();
    try {
      return checkedPath(contract.id, node, index, page);
    } catch (cause) {
      throw isEventideError(cause, 'DEVNET_FORK_STATE') ? kept(cause) : cause;
    }
  };
  return {
    async fetchPath(contract, node, index) {
      const page = await asked(contract, index);
      const path =
        page === undefined ? await newer(contract, node, index) : checkedPath(contract.id, node, index, page);
      cache.put(path);
      return path;
    },
    async code(contract) {
      const name = toHex(contract.id);
      const known = codes.get(name);
      if (known !== undefined) return known;
      const now = await answered(() => unlessGone(() => routes.code(root, contract)));
      // It stays what it was deployed as.
      const code = now ?? (await answered(async () => routes.code(await newestRoot(), contract)));
      if (codes.size < MOST_CODES) codes.set(name, code);
      return code;
    },
  };
}

async function unlessGone<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    if (isEventideError(error, 'DEVNET_FORK_HEIGHT')) return undefined;
    throw error;
  }
}

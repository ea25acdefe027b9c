import { concatBytes, equalBytes, toHex } from '@eventide/base';
import { blake3 } from '@eventide/vm/state/blake3';
import type { PageNodeName } from '@eventide/vm/state/remoteTree';
import { badState, type OriginPage } from './originRoutes.ts';

const ARITY = 4;
const ZERO = new Uint8Array(32);

/** A page below a node of a page tree, and the nodes between: all have their hashes. */
export type PagePath = {
  readonly index: number;
  /** Undefined where there is no page. */
  readonly leaf: { readonly hash: Uint8Array; readonly bytes: Uint8Array } | undefined;
  /** With the hashes of their children, lowest first. Those without pages below are left out. */
  readonly nodes: readonly { readonly name: PageNodeName; readonly children: readonly Uint8Array[] }[];
};

/** The path of a page that was told, once it was seen to lead to the node. @throws DevnetError DEVNET_FORK_STATE */
export function checkedPath(
  contract: Uint8Array,
  node: PageNodeName,
  index: number,
  { bytes, siblings }: OriginPage,
): PagePath {
  const leaf = bytes === undefined ? undefined : { hash: blake3(bytes), bytes };
  const nodes: PagePath['nodes'][number][] = [];
  let hash = leaf?.hash ?? ZERO;
  for (let level = 1; level <= node.level; level++) {
    const beside = siblings.slice((level - 1) * (ARITY - 1), level * (ARITY - 1));
    const children = beside.toSpliced(Math.floor(index / ARITY ** (level - 1)) % ARITY, 0, hash);
    const isMissing = children.every((child) => equalBytes(child, ZERO));
    hash = isMissing ? ZERO : blake3(concatBytes(...children));
    const span = ARITY ** level;
    if (!isMissing) nodes.push({ name: { level, first: index - (index % span), hash }, children });
  }
  if (!equalBytes(hash, node.hash)) throw badState({ contract: toHex(contract), page: index });
  return { index, leaf, nodes };
}

/** What stands below a node: its children that have pages. */
export function childrenOf({ level, first }: PageNodeName, children: readonly Uint8Array[]): readonly PageNodeName[] {
  const span = ARITY ** (level - 1);
  return children
    .map((hash, i) => ({ level: level - 1, first: first + i * span, hash }))
    .filter(({ hash }) => !equalBytes(hash, ZERO));
}

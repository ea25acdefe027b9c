import { concatBytes, equalBytes, toHex } from '@eventide/base';
import { VmError } from '../errors.ts';
import { PAGE_BYTES } from '../limits.ts';
import { blake3 } from './blake3.ts';
import type { ContractState } from './commit.ts';
import { emptyPageTree, type PageLeaf, type PageNode, type PageTree } from './pageTree.ts';
import { ZERO_HASH } from './sparseTree.ts';

/** A node of a page tree: its height above the pages, the first page below it, its hash. */
export type PageNodeName = { readonly level: number; readonly first: number; readonly hash: Uint8Array };

/**
 * Where pages and codes of a state come from that is not held here. All answers are for hashes, against which they are checked; what
 * cannot be had is thrown, and ends the call or query that needed it. Spec: 13 §3.2
 */
export type PageSource = {
  /** Hashes of the children of a node, zeros for a missing one; `page` lies below it and is what is looked for. */
  children(contract: Uint8Array, node: PageNodeName, page: number): readonly Uint8Array[];
  page(contract: Uint8Array, page: number, hash: Uint8Array): Uint8Array;
  /** No root covers it. */
  code(contract: Uint8Array): Uint8Array;
};

/** The page tree of a contract of which the root is known; what is below is asked for when it is first looked at. */
export function remoteTree(
  source: PageSource,
  contract: Uint8Array,
  { root, wide, version }: { readonly root: Uint8Array; readonly wide: boolean; readonly version: bigint },
): PageTree {
  const { shape } = emptyPageTree(wide);
  const { arity } = shape;
  const nodeOf = (name: PageNodeName): PageNode | undefined => {
    const { level, first, hash } = name;
    if (equalBytes(hash, ZERO_HASH)) return undefined;
    if (level === 0) return { hash, leaf: remoteLeaf(source, contract, first, hash, version) };
    let children: readonly (PageNode | undefined)[] | undefined;
    const open = (page: number): readonly (PageNode | undefined)[] => {
      if (children !== undefined) return children;
      const hashes = source.children(contract, name, page);
      if (hashes.length !== arity || !equalBytes(blake3(concatBytes(...hashes)), hash))
        throw new VmError('VM_STATE_CORRUPT', { what: 'node of a page tree', id: toHex(contract), level, page: first });
      const span = arity ** (level - 1);
      children = hashes.map((child, i) => nodeOf({ level: level - 1, first: first + i * span, hash: child }));
      return children;
    };
    return {
      hash,
      open,
      get children() {
        return open(first);
      },
    };
  };
  return { shape, root: nodeOf({ level: shape.height, first: 0, hash: root }), remote: true };
}

/** A contract with its code, which is asked for once. */
export function withRemoteCode(source: PageSource, contract: Omit<ContractState, 'bytecode'>): ContractState {
  let known: Uint8Array | undefined;
  return {
    ...contract,
    get bytecode() {
      known ??= source.code(contract.id);
      return known;
    },
  };
}

function remoteLeaf(
  source: PageSource,
  contract: Uint8Array,
  page: number,
  hash: Uint8Array,
  version: bigint,
): PageLeaf {
  let known: Uint8Array | undefined;
  return {
    version,
    get bytes() {
      if (known !== undefined) return known;
      const bytes = source.page(contract, page, hash);
      if (bytes.length !== PAGE_BYTES || !equalBytes(blake3(bytes), hash))
        throw new VmError('VM_STATE_CORRUPT', { what: 'page content', id: toHex(contract), page });
      known = bytes;
      return bytes;
    },
  };
}

import { equalBytes } from '@eventide/base';
import type { CommitState, ContractState } from './commit.ts';
import { contractRoot } from './pageTree.ts';
import type { TreeNode, TreeShape } from './sparseTree.ts';

export type PageDiff = {
  readonly index: number;
  /** Hashes; undefined where the page was never written. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  /** Bytes that differ, counting a missing page as zeros. */
  readonly changedBytes: number;
};

export type ContractDiff = {
  readonly id: Uint8Array;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Memory lengths in wasm pages. */
  readonly pagesBefore: number;
  readonly pagesAfter: number;
  readonly pages: readonly PageDiff[];
};

export type StateDiff = {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly contracts: readonly ContractDiff[];
};

/** Contracts and pages that differ between two states, in order of ids and indices; parts that are equal are not visited. */
export function diffStates(before: CommitState, after: CommitState): StateDiff {
  const old = before.contracts();
  const now = after.contracts();
  const contracts = [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .flatMap((key) => diffContract(old.get(key), now.get(key)) ?? []);
  return { before: before.root, after: after.root, contracts };
}

function diffContract(before: ContractState | undefined, after: ContractState | undefined): ContractDiff | undefined {
  const some = after ?? before;
  if (!some || before === after) return undefined;
  const same = before && after && equalBytes(contractRoot(before.tree), contractRoot(after.tree));
  if (same && before.pages === after.pages) return undefined;
  return {
    id: some.id,
    kind: before ? (after ? 'changed' : 'removed') : 'added',
    pagesBefore: before?.pages ?? 0,
    pagesAfter: after?.pages ?? 0,
    pages: [...diffPages(before?.tree.root, after?.tree.root, some.tree.shape, 0)],
  };
}

type Page = TreeNode<{ readonly bytes: Uint8Array }>;

function* diffPages(
  before: Page | undefined,
  after: Page | undefined,
  shape: TreeShape,
  first: number,
): Generator<PageDiff> {
  if (before === after || (before && after && equalBytes(before.hash, after.hash))) return;
  if (shape.height === 0) {
    const changedBytes = countChanged(before?.leaf?.bytes, after?.leaf?.bytes);
    yield { index: first, before: before?.hash, after: after?.hash, changedBytes };
    return;
  }
  const below = { arity: shape.arity, height: shape.height - 1 };
  for (let i = 0; i < shape.arity; i++) {
    yield* diffPages(before?.children?.[i], after?.children?.[i], below, first + i * shape.arity ** below.height);
  }
}

function countChanged(before: Uint8Array | undefined, after: Uint8Array | undefined): number {
  const length = before?.length ?? after?.length ?? 0;
  let count = 0;
  for (let i = 0; i < length; i++) if ((before?.[i] ?? 0) !== (after?.[i] ?? 0)) count++;
  return count;
}

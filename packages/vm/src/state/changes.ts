import type { LoadedContract } from '../contract.ts';
import { blake3 } from './blake3.ts';
import { type CommitState, type ContractState, nextState } from './commit.ts';
import { emptyPageTree, type PageLeaf, type PageTree, withPages } from './pageTree.ts';
import type { Insertion } from './sparseTree.ts';

/** What a session did to its base: the contracts it loaded, in id order, and the pages it wrote. Spec: 04 §8.3, §8.4 */
export class SessionChanges {
  readonly base: CommitState;
  readonly contracts: readonly LoadedContract[];

  constructor(base: CommitState, contracts: readonly LoadedContract[]) {
    this.base = base;
    this.contracts = contracts;
  }

  /** The state after the session. Without a version its pages are views of live memory: good for the root only. */
  next(version?: bigint): CommitState {
    const changed = new Map<string, ContractState>();
    const loaded = this.contracts.map((contract) => {
      const pages = changedPages(contract, version);
      const before = contract.base?.tree ?? emptyPageTree(contract.code.wide);
      const tree = pages.length > 0 ? withPages(before, pages) : before;
      if (pages.length > 0 || contract.memory.pages !== contract.base?.pages) {
        changed.set(contract.key, stateOf(contract, tree, version ?? 0n));
      }
      return { id: contract.id, tree };
    });
    return nextState(this.base, loaded, changed);
  }
}

function stateOf(
  { id, owner, bytecode, memory, base }: LoadedContract,
  tree: PageTree,
  version: bigint,
): ContractState {
  return { id, owner, bytecode, bytecodeVersion: base?.bytecodeVersion ?? version, pages: memory.pages, tree, version };
}

function changedPages({ memory }: LoadedContract, version: bigint | undefined): Insertion<PageLeaf>[] {
  return memory.changedPages().map((index) => {
    const live = memory.page(index);
    let hash = memory.hashes.get(index);
    if (!hash) {
      hash = blake3(live);
      memory.hashes.set(index, hash);
    }
    return { index, hash, leaf: { bytes: version === undefined ? live : live.slice(), version: version ?? 0n } };
  });
}

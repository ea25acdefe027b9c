import { ContractMemory } from './memory.ts';
import type { ContractState } from './state/commit.ts';
import { pageAt, pagesOf } from './state/pageTree.ts';

/**
 * Live memories between sessions, by contract and version of its content: the next block finds the tip's memories as they
 * were left. Each is lent to one session at a time. Spec: 04 §9.4
 */
export class MemoryCache {
  readonly #kept = new Map<string, ContractMemory>();
  readonly #blank: ContractMemory[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** A memory with the pages of `state`. */
  take(key: string, state: ContractState): ContractMemory {
    const name = `${key}:${state.version}`;
    const kept = this.#kept.get(name);
    if (kept) {
      this.#kept.delete(name);
      return kept;
    }
    const memory = this.takeBlank();
    if (state.tree.remote) memory.fillOnAccess((page) => pageAt(state.tree, page));
    else
      for (const { index, leaf } of pagesOf(state.tree)) {
        memory.page(index).set(leaf.bytes);
        memory.present.add(index);
      }
    memory.pages = state.pages;
    memory.accept();
    return memory;
  }

  takeBlank(): ContractMemory {
    return this.#blank.pop() ?? new ContractMemory();
  }

  /** Takes back a memory that holds the content of `state`; the one unused for longest makes room. */
  keep(key: string, state: ContractState, memory: ContractMemory): void {
    memory.work = undefined;
    memory.pages = state.pages;
    memory.accept();
    this.#kept.set(`${key}:${state.version}`, memory);
    for (const [name, oldest] of this.#kept) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(name);
      this.giveBlank(oldest);
    }
  }

  giveBlank(memory: ContractMemory): void {
    memory.work = undefined;
    memory.blank();
    if (this.#blank.length < this.#most) this.#blank.push(memory);
  }
}

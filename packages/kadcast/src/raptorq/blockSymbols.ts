import { SymbolStore } from './symbolStore.ts';

/**
 * The symbols received of one block. At first all lie in a store that grows with them; once `settle` names the block's part of
 * the payload, source symbols go straight to where they belong.
 */
export class BlockSymbols {
  /** Source symbols of the block: those with lower ids. */
  readonly sources: number;
  readonly #size: number;
  #loose: SymbolStore | undefined;
  /** The block's part of the payload, whole symbols. */
  #home: Uint8Array | undefined;
  /** 1 for each source symbol that is at home. */
  #present: Uint8Array | undefined;
  #sourceCount = 0;
  #count = 0;

  /** A block of `sources` source symbols of `size` bytes. */
  constructor(sources: number, size: number) {
    this.sources = sources;
    this.#size = size;
  }

  /** Symbols held. */
  get count(): number {
    return this.#count;
  }

  /** Symbols held that are not at home. */
  get looseCount(): number {
    return this.#loose?.count ?? 0;
  }

  /** Source symbols held. */
  get sourceCount(): number {
    return this.#sourceCount;
  }

  has(id: number): boolean {
    return this.#present?.[id] === 1 || this.#loose?.has(id) === true;
  }

  /** Ids held: source symbols at home upwards, then the others in order of arrival. */
  ids(): number[] {
    const ids: number[] = [];
    this.#present?.forEach((there, id) => {
      if (there === 1) ids.push(id);
    });
    return [...ids, ...(this.#loose?.ids() ?? [])];
  }

  /** Keeps a copy; false if the id is there already. */
  add(id: number, symbol: Uint8Array): boolean {
    const isSource = id < this.sources;
    if (isSource && this.#present !== undefined) {
      if (this.#present[id] === 1) return false;
      this.#place(id, symbol);
    } else {
      this.#loose ??= new SymbolStore(this.#size);
      if (!this.#loose.add(id, symbol)) return false;
    }
    this.#count++;
    if (isSource) this.#sourceCount++;
    return true;
  }

  /** A view of a symbol, or undefined. */
  get(id: number): Uint8Array | undefined {
    if (this.#present?.[id] !== 1) return this.#loose?.get(id);
    return this.#home?.subarray(id * this.#size, (id + 1) * this.#size);
  }

  /** From now on source symbols live in `home`, which has room for all of them; those held move there. */
  settle(home: Uint8Array): void {
    this.#home = home;
    this.#present = new Uint8Array(this.sources);
    const before = this.#loose;
    if (before === undefined) return;
    this.#loose = undefined;
    for (const id of before.ids()) {
      const symbol = before.get(id) as Uint8Array;
      if (id < this.sources) this.#place(id, symbol);
      else {
        this.#loose ??= new SymbolStore(this.#size);
        this.#loose.add(id, symbol);
      }
    }
  }

  #place(id: number, symbol: Uint8Array): void {
    (this.#home as Uint8Array).set(symbol, id * this.#size);
    (this.#present as Uint8Array)[id] = 1;
  }
}

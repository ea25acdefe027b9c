import { SymbolStore } from './symbolStore.ts';

/**
 * The symbols received of one block. At first all lie in a store that grows with them; once `settle` names the block's part of
 * the payload, source symbols go straight to where they belong.
 */
export class BlockSymbols {
  readonly #sources: number;
  readonly #size: number;
  #loose: SymbolStore;
  /** The block's part of the payload, whole symbols. */
  #home: Uint8Array | undefined;
  /** 1 for each source symbol that is at home. */
  #present: Uint8Array = new Uint8Array(0);
  #sourceCount = 0;
  #settledCount = 0;

  /** A block of `sources` source symbols of `size` bytes. */
  constructor(sources: number, size: number) {
    this.#sources = sources;
    this.#size = size;
    this.#loose = new SymbolStore(size);
  }

  /** Symbols held. */
  get count(): number {
    return this.#settledCount + this.#loose.count;
  }

  /** Symbols held that are not at home. */
  get looseCount(): number {
    return this.#loose.count;
  }

  /** Source symbols held. */
  get sourceCount(): number {
    return this.#sourceCount;
  }

  has(id: number): boolean {
    return this.#present[id] === 1 || this.#loose.has(id);
  }

  /** Ids held: source symbols at home upwards, then the others in order of arrival. */
  ids(): number[] {
    const ids = [...this.#loose.ids()];
    const settled: number[] = [];
    for (let id = 0; settled.length < this.#settledCount; id++) if (this.#present[id] === 1) settled.push(id);
    return [...settled, ...ids];
  }

  /** Keeps a copy; false if the id is there already. */
  add(id: number, symbol: Uint8Array): boolean {
    const isSource = id < this.#sources;
    if (isSource && this.#home !== undefined) {
      if (this.#present[id] === 1) return false;
      this.#place(id, symbol);
    } else if (!this.#loose.add(id, symbol)) return false;
    if (isSource) this.#sourceCount++;
    return true;
  }

  /** A view of a symbol, or undefined. */
  get(id: number): Uint8Array | undefined {
    if (this.#present[id] !== 1) return this.#loose.get(id);
    return this.#home?.subarray(id * this.#size, (id + 1) * this.#size);
  }

  /** From now on source symbols live in `home`, which has room for all of them; those held move there. */
  settle(home: Uint8Array): void {
    this.#home = home;
    this.#present = new Uint8Array(this.#sources);
    const before = this.#loose;
    this.#loose = new SymbolStore(this.#size);
    for (const id of before.ids()) {
      const symbol = before.get(id) as Uint8Array;
      if (id < this.#sources) this.#place(id, symbol);
      else this.#loose.add(id, symbol);
    }
  }

  #place(id: number, symbol: Uint8Array): void {
    (this.#home as Uint8Array).set(symbol, id * this.#size);
    this.#present[id] = 1;
    this.#settledCount++;
  }
}

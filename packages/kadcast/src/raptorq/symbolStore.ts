import { uninitialised } from '../uninitialised.ts';

/** log2 of the symbols in the largest allocation. */
const CHUNK_BITS = 6;
const CHUNK_SYMBOLS = 1 << CHUNK_BITS;

/**
 * Symbols of one block by id, in allocations of 1, 1, 2, 4 … 64 symbols: memory grows with what has come, to at most twice of it.
 */
export class SymbolStore {
  readonly #size: number;
  readonly #indexes = new Map<number, number>();
  readonly #chunks: Uint8Array[] = [];

  /** `symbolSize` bytes each. */
  constructor(symbolSize: number) {
    this.#size = symbolSize;
  }

  /** Symbols held. */
  get count(): number {
    return this.#indexes.size;
  }

  has(id: number): boolean {
    return this.#indexes.has(id);
  }

  /** Ids in order of arrival. */
  ids(): IterableIterator<number> {
    return this.#indexes.keys();
  }

  /** Keeps a copy; false if the id is there already. */
  add(id: number, symbol: Uint8Array): boolean {
    const index = this.#indexes.size;
    if (this.#indexes.has(id)) return false;
    this.#indexes.set(id, index);
    const chunk = chunkOf(index);
    if (chunk === this.#chunks.length) this.#chunks.push(uninitialised(chunkSymbols(chunk) * this.#size));
    (this.#chunks[chunk] as Uint8Array).set(symbol, this.#offset(index, chunk));
    return true;
  }

  /** A view of a symbol, or undefined. */
  get(id: number): Uint8Array | undefined {
    const index = this.#indexes.get(id);
    if (index === undefined) return undefined;
    const chunk = chunkOf(index);
    const at = this.#offset(index, chunk);
    return this.#chunks[chunk]?.subarray(at, at + this.#size);
  }

  #offset(index: number, chunk: number): number {
    return (index - chunkStart(chunk)) * this.#size;
  }
}

/** Chunk c holds indexes 2^(c-1) … 2^c-1 up to 64, then 64 each. */
function chunkOf(index: number): number {
  return index < CHUNK_SYMBOLS ? 32 - Math.clz32(index) : CHUNK_BITS + (index >>> CHUNK_BITS);
}

function chunkStart(chunk: number): number {
  if (chunk > CHUNK_BITS) return (chunk - CHUNK_BITS) << CHUNK_BITS;
  return chunk === 0 ? 0 : 1 << (chunk - 1);
}

function chunkSymbols(chunk: number): number {
  if (chunk > CHUNK_BITS) return CHUNK_SYMBOLS;
  return chunk === 0 ? 1 : 1 << (chunk - 1);
}

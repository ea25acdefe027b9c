import { type Oti, type SourceBlock, subSymbolSizes } from './params.ts';

/** Where the symbols of an object lie in its payload. Spec: 07 §8.1 */
export class SymbolLayout {
  readonly #sizes: readonly number[];

  constructor(oti: Oti) {
    this.#sizes = subSymbolSizes(oti);
  }

  /** Copies source symbol `index` of a block out of the payload into zeroed `target` bytes at `at`. */
  read(payload: Uint8Array, block: SourceBlock, index: number, target: Uint8Array, at: number): void {
    let start = block.offset;
    for (const size of this.#sizes) {
      const from = start + index * size;
      if (from < payload.length) target.set(payload.subarray(from, from + size), at);
      start += block.symbols * size;
      at += size;
    }
  }

  /** Copies a source symbol into the payload; what lies beyond its end is padding. */
  write(payload: Uint8Array, block: SourceBlock, index: number, symbol: Uint8Array): void {
    let start = block.offset;
    let done = 0;
    for (const size of this.#sizes) {
      const to = start + index * size;
      const room = Math.min(size, payload.length - to);
      if (room === symbol.length) payload.set(symbol, to);
      else if (room > 0) payload.set(symbol.subarray(done, done + room), to);
      start += block.symbols * size;
      done += size;
    }
  }
}

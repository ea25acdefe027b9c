import { FaultError } from '@eventide/base';

const PAGE = 65_536;
const ALIGN = 64;

/** Bytes of kernel memory handed out first-fit above the constants; the memory grows up to its fixed maximum. Spec: 11 §3 */
export type Arena = {
  readonly usedBytes: number;
  /** Address of `bytes` bytes, 64-byte aligned, with old content. @throws FaultError FAULT_MEMORY */
  alloc(bytes: number): number;
  free(address: number): void;
};

export function createArena(memory: WebAssembly.Memory, base: number, maxBytes: number): Arena {
  // Free ranges in order of address; neighbours are merged.
  let free: { at: number; size: number }[] = [{ at: align(base), size: maxBytes - align(base) }];
  const used = new Map<number, number>();
  let usedBytes = 0;
  return {
    get usedBytes() {
      return usedBytes;
    },
    alloc(bytes) {
      const size = align(bytes);
      const range = free.find((candidate) => candidate.size >= size);
      if (range === undefined) throw new FaultError('FAULT_MEMORY', { wanted: bytes, usedBytes, maxBytes });
      const { at } = range;
      const missing = Math.ceil((at + size - memory.buffer.byteLength) / PAGE);
      if (missing > 0) {
        try {
          memory.grow(missing);
        } catch (cause) {
          throw new FaultError('FAULT_MEMORY', { wanted: bytes, usedBytes, maxBytes }, { cause });
        }
      }
      range.at += size;
      range.size -= size;
      free = free.filter((candidate) => candidate.size > 0);
      used.set(at, size);
      usedBytes += size;
      return at;
    },
    free(address) {
      const size = used.get(address);
      if (size === undefined) return;
      used.delete(address);
      usedBytes -= size;
      const ranges = [...free, { at: address, size }].sort((a, b) => a.at - b.at);
      free = [];
      for (const range of ranges) {
        const last = free.at(-1);
        if (last !== undefined && last.at + last.size === range.at) last.size += range.size;
        else free.push(range);
      }
    },
  };
}

const align = (bytes: number): number => (bytes + ALIGN - 1) & -ALIGN;

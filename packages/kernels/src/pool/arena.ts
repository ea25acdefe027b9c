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
  const free: { at: number; size: number }[] = [{ at: align(base), size: maxBytes - align(base) }];
  const used = new Map<number, number>();
  let usedBytes = 0;
  return {
    get usedBytes() {
      return usedBytes;
    },
    alloc(bytes) {
      // None shares its address with another, not even an empty one.
      const size = align(Math.max(bytes, 1));
      const index = free.findIndex((candidate) => candidate.size >= size);
      const range = free[index];
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
      if (range.size === 0) free.splice(index, 1);
      used.set(at, size);
      usedBytes += size;
      return at;
    },
    free(address) {
      const size = used.get(address);
      if (size === undefined) return;
      used.delete(address);
      usedBytes -= size;
      const next = free.findIndex((range) => range.at > address);
      const index = next === -1 ? free.length : next;
      const [before, after] = [free[index - 1], free[index]];
      const joinsBefore = before !== undefined && before.at + before.size === address;
      const joinsAfter = after !== undefined && address + size === after.at;
      if (joinsBefore) {
        before.size += size + (joinsAfter ? after.size : 0);
        if (joinsAfter) free.splice(index, 1);
      } else if (joinsAfter) {
        after.at = address;
        after.size += size;
      } else free.splice(index, 0, { at: address, size });
    },
  };
}

const align = (bytes: number): number => (bytes + ALIGN - 1) & -ALIGN;

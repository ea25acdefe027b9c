// The host's output buffer behind its length. What does not fit is counted as overflow: the host asks again with more room.

let start: usize = 0;
let at: usize = 0;
let end: usize = 0;
let full: bool = false;

export function openOutput(buffer: usize, size: usize): void {
  full = size < 4;
  start = buffer + 4;
  at = start;
  end = buffer + size;
}

export function overflowed(): bool { return full; }

/** Writes the length in front. */
export function closeOutput(): void { store<u32>(start - 4, <u32>(at - start)); }

/** Bytes written so far. */
export function position(): usize { return at - start; }

/** Room for n zero bytes, or 0 if there is none. */
export function reserve(n: usize): usize {
  if (full || n > end - at) {
    full = true;
    return 0;
  }
  const p = at;
  memory.fill(p, 0, n);
  at += n;
  return p;
}

/** Zero bytes up to a multiple of `align`, a power of two. */
export function alignOutput(align: usize): void { reserve((align - (position() & (align - 1))) & (align - 1)); }

export function putBytes(from: usize, n: usize): void {
  const p = reserve(n);
  if (p) memory.copy(p, from, n);
}

export function putByte(byte: u8): void {
  const p = reserve(1);
  if (p) store<u8>(p, byte);
}

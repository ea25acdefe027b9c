const HEADER_BYTES = 8;
const DATA_COUNT = 12;
const CODE = 10;
const DATA = 11;

/** A module with one more segment of data, which lies at `address` of its memory from the start. */
export function appendData(wasm: Uint8Array, address: number, bytes: Uint8Array): Uint8Array {
  const segment = [0, 0x41, ...signedLeb(address), 0x0b, ...leb(bytes.length)];
  const parts: Uint8Array[] = [wasm.subarray(0, HEADER_BYTES)];
  let done = false;
  const section = (id: number, ...content: Uint8Array[]): void => {
    const size = content.reduce((sum, part) => sum + part.length, 0);
    parts.push(Uint8Array.of(id, ...leb(size)), ...content);
  };
  for (let at = HEADER_BYTES; at < wasm.length; ) {
    const id = wasm[at] as number;
    const size = readLeb(wasm, at + 1);
    const end = size.next + size.value;
    if (id === DATA_COUNT) section(id, Uint8Array.from(leb(readLeb(wasm, size.next).value + 1)));
    else if (id === DATA) {
      const count = readLeb(wasm, size.next);
      section(
        id,
        Uint8Array.from(leb(count.value + 1)),
        wasm.subarray(count.next, end),
        Uint8Array.from(segment),
        bytes,
      );
      done = true;
    } else parts.push(wasm.subarray(at, end));
    if (id === CODE && !done && wasm[end] !== DATA) {
      section(DATA, Uint8Array.of(1), Uint8Array.from(segment), bytes);
      done = true;
    }
    at = end;
  }
  return concat(parts);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest < 0x40) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function readLeb(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 0, next = at; ; shift += 7) {
    const byte = bytes[next++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next };
  }
}

import { AbiError } from '@eventide/abi';
import { concatBytes } from '@eventide/base';

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;
const MOST_U32_BYTES = 5;

/**
 * The module with `maxPages` as the limit of its memory, if it allows itself more. Sections are only told apart here; the
 * engine checks the rest.
 * @throws AbiError ABI_BAD_DRIVER
 */
export function boundMemory(wasm: Uint8Array, maxPages: number): Uint8Array {
  let at = HEADER_BYTES;
  while (at < wasm.length) {
    const start = at;
    const id = wasm[at] as number;
    const size = readU32(wasm, at + 1);
    at = size.end + size.value;
    if (at > wasm.length) throw malformed();
    if (id !== MEMORY_SECTION) continue;
    const section = boundSection(wasm.subarray(size.end, at), maxPages);
    return concatBytes(wasm.subarray(0, start), Uint8Array.of(id), u32(section.length), section, wasm.subarray(at));
  }
  return wasm;
}

/** `count ‖ flags ‖ minimum ‖ [maximum]`; drivers have one memory of 32 bits. */
function boundSection(section: Uint8Array, maxPages: number): Uint8Array {
  const count = readU32(section, 0);
  const flags = section[count.end];
  if (count.value !== 1 || flags === undefined || flags > HAS_MAXIMUM) throw malformed();
  const minimum = readU32(section, count.end + 1);
  const own = flags === HAS_MAXIMUM ? readU32(section, minimum.end).value : maxPages;
  if (minimum.value > maxPages) throw malformed();
  return concatBytes(u32(1), Uint8Array.of(HAS_MAXIMUM), u32(minimum.value), u32(Math.min(own, maxPages)));
}

function readU32(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = 0; i < MOST_U32_BYTES; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, end: from + i + 1 };
  }
  throw malformed();
}

function u32(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function malformed(): AbiError {
  return new AbiError('ABI_BAD_DRIVER', { rule: 'one bounded memory' });
}

/**
 * A driver assembled in place. Its allocator only moves on, every named function answers with its second input, an empty
 * name is refused with status 2, `get_version` and `get_last_error` answer nothing, and `get_schema` traps.
 */
export function testDriver(): Uint8Array {
  const types = vector([
    functionType(1, 1),
    functionType(2, 0),
    functionType(0, 0),
    functionType(6, 1),
    functionType(2, 1),
  ]);
  const kinds = { alloc: 0, dealloc: 1, init: 2, echo: 3, empty: 4, trap: 4 };
  const functions = vector(Object.values(kinds).map((type) => [type]));
  const memory = [0, 16];
  const heap = [0x7f, 1, ...i32(1024), 0x0b];
  const echoes = ['encode_input_fn', 'decode_input_fn', 'decode_output_fn', 'decode_event'];
  const exports = [
    exported('memory', 2, 0),
    exported('alloc', 0, 0),
    exported('dealloc', 0, 1),
    exported('init', 0, 2),
    ...echoes.map((name) => exported(name, 0, 3)),
    exported('get_version', 0, 4),
    exported('get_last_error', 0, 4),
    exported('get_schema', 0, 5),
  ];
  const get = (index: number): number[] => [0x20, index];
  const alloc = [0x23, 0, 0x23, 0, ...get(0), 0x6a, 0x24, 0];
  const echo = [
    // An empty name: status 2.
    ...[...get(1), 0x45, 0x04, 0x40, ...i32(2), 0x0f, 0x0b],
    // Output smaller than length and bytes: status 4.
    ...[...get(3), ...i32(4), 0x6a, ...get(5), 0x4b, 0x04, 0x40, ...i32(4), 0x0f, 0x0b],
    // The length, the bytes, status 0.
    ...[...get(4), ...get(3), 0x36, 2, 0],
    ...[...get(4), ...i32(4), 0x6a, ...get(2), ...get(3), 0xfc, 10, 0, 0],
    ...i32(0),
  ];
  const empty = [...get(0), ...i32(0), 0x36, 2, 0, ...i32(0)];
  const codes = [alloc, [], [], echo, empty, [0x00]].map((code) => sized([0, ...code, 0x0b]));
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, functions),
    ...section(5, [1, ...memory]),
    ...section(6, [1, ...heap]),
    ...section(7, vector(exports)),
    ...section(10, vector(codes)),
  ]);
}

function functionType(parameters: number, results: number): number[] {
  return [
    0x60,
    parameters,
    ...new Array<number>(parameters).fill(0x7f),
    results,
    ...new Array<number>(results).fill(0x7f),
  ];
}

function exported(name: string, kind: number, index: number): number[] {
  return [...sized([...new TextEncoder().encode(name)]), kind, index];
}

function section(id: number, content: number[]): number[] {
  return [id, ...sized(content)];
}

function vector(items: readonly number[][]): number[] {
  return [...leb(items.length), ...items.flat()];
}

function sized(content: number[]): number[] {
  return [...leb(content.length), ...content];
}

/** `i32.const` of a value below 2^13. */
function i32(value: number): number[] {
  return [0x41, ...(value < 64 ? [value] : [(value & 0x7f) | 0x80, value >> 7])];
}

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 0x7f) | 0x80, value >> 7];
}

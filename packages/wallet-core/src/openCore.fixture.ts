/** A module as its users see it: arguments are written into its memory, answers are read from there. */
export type Core = {
  readonly exports: WebAssembly.Exports;
  readonly memory: WebAssembly.Memory;
  /** Address of these bytes in a block of the module. */
  put(bytes: Uint8Array): number;
  /** Address of `u32 length ‖ bytes`. */
  buffer(bytes: Uint8Array): number;
  u64(value: bigint): number;
  room(bytes: number): number;
  call(name: string, ...args: readonly number[]): number;
  /** The bytes at an address. */
  read(at: number, length: number): Uint8Array;
  /** The buffer whose address lies at `out`. */
  take(out: number): Uint8Array;
};

export function openCore(wasm: Uint8Array<ArrayBuffer>): Core {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const memory = exports.memory as WebAssembly.Memory;
  const call = (name: string, ...args: readonly number[]): number =>
    (exports[name] as (...args: readonly number[]) => number)(...args);
  const room = (bytes: number): number => call('malloc', bytes) >>> 0;
  const put = (bytes: Uint8Array): number => {
    const at = room(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    return at;
  };
  const word = (at: number): number => new DataView(memory.buffer).getUint32(at, true);
  const read = (at: number, length: number): Uint8Array => new Uint8Array(memory.buffer, at, length).slice();
  const sized = (bytes: Uint8Array): Uint8Array => {
    const out = new Uint8Array(4 + bytes.length);
    new DataView(out.buffer).setUint32(0, bytes.length, true);
    out.set(bytes, 4);
    return out;
  };
  return {
    exports,
    memory,
    put,
    buffer: (bytes) => put(sized(bytes)),
    u64(value) {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, value, true);
      return put(bytes);
    },
    room,
    call,
    read,
    take: (out) => read(word(out) + 4, word(word(out))),
  };
}

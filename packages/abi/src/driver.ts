import { utf8 } from '@eventide/base';
import { AbiError } from './errors.ts';
import type { Json } from './type/abiType.ts';

/** A contract's own translator between JSON and archives: a WASM module without imports. Spec: 05 §9, 08 §3 */
export type DataDriver = {
  /** Argument bytes of JSON text. @throws AbiError ABI_DRIVER_FAILED */
  readonly encodeInput: (fnName: string, json: string) => Uint8Array;
  /** @throws AbiError ABI_DRIVER_FAILED */
  readonly decodeInput: (fnName: string, bytes: Uint8Array) => Json;
  /** @throws AbiError ABI_DRIVER_FAILED */
  readonly decodeOutput: (fnName: string, bytes: Uint8Array) => Json;
  /** @throws AbiError ABI_DRIVER_FAILED */
  readonly decodeEvent: (topic: string, bytes: Uint8Array) => Json;
  /** @throws AbiError ABI_DRIVER_FAILED; drivers without a schema trap */
  readonly schema: () => string;
  /** @throws AbiError ABI_DRIVER_FAILED */
  readonly version: () => string;
};

/** Largest driver a node takes. Spec: 08 §1 */
const MAX_DRIVER_BYTES = 2_097_152;
/** Size of the output buffer; an answer that does not fit is asked for again with four times as much. */
const FIRST_OUTPUT_BYTES = 65_536;
const MAX_OUTPUT_BYTES = 16_777_216;
const ERROR_BYTES = 4096;
/** An output is its u32 length, then its bytes. */
const LENGTH_BYTES = 4;
const STATUS_OK = 0;
const STATUS_BUFFER_TOO_SMALL = 4;

const FUNCTIONS = [
  'alloc',
  'dealloc',
  'init',
  'encode_input_fn',
  'decode_input_fn',
  'decode_output_fn',
  'decode_event',
  'get_schema',
  'get_version',
  'get_last_error',
] as const;

type DriverFunction = (typeof FUNCTIONS)[number];
type Exports = Readonly<Record<DriverFunction, (...args: readonly number[]) => unknown>> & {
  readonly memory: WebAssembly.Memory;
};

/**
 * Loads a driver. It is foreign code without a clock: give it to a worker that can be ended, if it is not your own.
 * @throws AbiError ABI_BAD_DRIVER
 * Spec: 05 §9
 */
export async function loadDriver(wasm: Uint8Array): Promise<DataDriver> {
  const exports = await instantiate(wasm);
  exports.init();
  const named = (name: DriverFunction, fnName: string, input: Uint8Array): Uint8Array =>
    call(exports, name, [utf8(fnName), input]);
  return {
    encodeInput: (fnName, json) => named('encode_input_fn', fnName, utf8(json)),
    decodeInput: (fnName, bytes) => parse(named('decode_input_fn', fnName, bytes)),
    decodeOutput: (fnName, bytes) => parse(named('decode_output_fn', fnName, bytes)),
    decodeEvent: (topic, bytes) => parse(named('decode_event', topic, bytes)),
    schema: () => decodeText(call(exports, 'get_schema', [])),
    version: () => decodeText(call(exports, 'get_version', [])),
  };
}

async function instantiate(wasm: Uint8Array): Promise<Exports> {
  if (wasm.length > MAX_DRIVER_BYTES) throw new AbiError('ABI_BAD_DRIVER', { bytes: wasm.length });
  let exports: WebAssembly.Exports;
  try {
    const { instance } = await WebAssembly.instantiate(wasm.slice(), {});
    exports = instance.exports;
  } catch (error) {
    throw new AbiError('ABI_BAD_DRIVER', { rule: 'a module without imports' }, { cause: error });
  }
  for (const name of FUNCTIONS) {
    if (typeof exports[name] !== 'function') throw new AbiError('ABI_BAD_DRIVER', { missing: name });
  }
  if (!(exports.memory instanceof WebAssembly.Memory)) throw new AbiError('ABI_BAD_DRIVER', { missing: 'memory' });
  return exports as unknown as Exports;
}

/** Runs one function on copies of `inputs` and returns what it wrote. */
function call(exports: Exports, name: DriverFunction, inputs: readonly Uint8Array[]): Uint8Array {
  try {
    for (let size = FIRST_OUTPUT_BYTES; ; size *= 4) {
      const { status, output } = attempt(exports, name, inputs, size);
      if (status === STATUS_OK) return output;
      if (status === STATUS_BUFFER_TOO_SMALL && size < MAX_OUTPUT_BYTES) continue;
      const { output: reason } = attempt(exports, 'get_last_error', [], ERROR_BYTES);
      throw new AbiError('ABI_DRIVER_FAILED', { fn: name, status, text: decodeText(reason) });
    }
  } catch (error) {
    if (error instanceof AbiError) throw error;
    throw new AbiError('ABI_DRIVER_FAILED', { fn: name, rule: 'no trap' }, { cause: error });
  }
}

function attempt(
  exports: Exports,
  name: DriverFunction,
  inputs: readonly Uint8Array[],
  outputSize: number,
): { status: number; output: Uint8Array } {
  const places = inputs.map((input) => ({ at: place(exports, input.length), size: input.length }));
  const out = place(exports, outputSize);
  // Allocation may have moved the memory: views are made afterwards.
  inputs.forEach((input, i) => {
    view(exports, places[i]?.at ?? 0, input.length).set(input);
  });
  const status = Number(exports[name](...places.flatMap(({ at, size }) => [at, size]), out, outputSize));
  const output = status === STATUS_OK ? readOutput(exports, out, outputSize) : new Uint8Array();
  for (const { at, size } of places) exports.dealloc(at, size);
  exports.dealloc(out, outputSize);
  return { status, output };
}

function readOutput(exports: Exports, out: number, outputSize: number): Uint8Array {
  const header = view(exports, out, LENGTH_BYTES);
  const length = new DataView(header.buffer, header.byteOffset).getUint32(0, true);
  if (length > outputSize - LENGTH_BYTES) throw new AbiError('ABI_DRIVER_FAILED', { outputBytes: length });
  return view(exports, out + LENGTH_BYTES, length).slice();
}

function place(exports: Exports, size: number): number {
  return Number(exports.alloc(size)) >>> 0;
}

/** Bytes of the driver's memory. Its pointers are as foreign as its code. */
function view({ memory }: Exports, at: number, length: number): Uint8Array {
  if (at + length > memory.buffer.byteLength) throw new AbiError('ABI_DRIVER_FAILED', { rule: 'pointer in memory' });
  return new Uint8Array(memory.buffer, at, length);
}

function parse(output: Uint8Array): Json {
  try {
    return JSON.parse(decodeText(output)) as Json;
  } catch (error) {
    throw new AbiError('ABI_DRIVER_FAILED', { rule: 'output is JSON' }, { cause: error });
  }
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

import { FaultError } from '@eventide/base';
import { get, I32, i32, i32c, i64, set } from './emit/code.ts';
import { type Fn, Mod } from './emit/module.ts';
import { emitKeccak } from './gen/keccak.ts';

const STATE_BYTES = 200;
/** Bytes that one permutation takes up for a digest of 32 bytes. */
const RATE = 136;
const BLOCKS_AT_ONCE = 64;
const DIGEST_BYTES = 32;

type Digest = (message: Uint8Array, padding: number) => Uint8Array;

let digest: Digest | undefined;

/**
 * SHA3-256 of the bytes. A module of its own, about 3 kB, made at the first call.
 * @throws FaultError FAULT_INTERNAL if the module does not hash as it should
 * Spec: 01 §13
 */
export function sha3_256(bytes: Uint8Array): Uint8Array {
  return loaded()(bytes, 0x06);
}

/** Keccak-256 with the padding before FIPS 202. @throws as `sha3_256` */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return loaded()(bytes, 0x01);
}

function loaded(): Digest {
  digest ??= checked(compile());
  return digest;
}

function compile(): Digest {
  const module = new Mod();
  const state = module.reserve('state', STATE_BYTES);
  const input = module.reserve('input', RATE * BLOCKS_AT_ONCE);
  emitKeccak(module);
  emitAbsorb(module, state, input);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  module.writeConstants(memory);
  const binary = module.encode({ initial: 1, maximum: 1, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { e: { m: memory } });
  const absorb = exports.absorb as (blocks: number) => void;
  const bytes = new Uint8Array(memory.buffer);
  return (message, padding) => {
    bytes.fill(0, state, state + STATE_BYTES);
    const whole = Math.floor(message.length / RATE);
    for (let block = 0; block < whole; block += BLOCKS_AT_ONCE) {
      const blocks = Math.min(BLOCKS_AT_ONCE, whole - block);
      bytes.set(message.subarray(block * RATE, (block + blocks) * RATE), input);
      absorb(blocks);
    }
    const rest = message.length - whole * RATE;
    bytes.fill(0, input + rest, input + RATE);
    bytes.set(message.subarray(whole * RATE), input);
    bytes[input + rest] = padding;
    bytes[input + RATE - 1] = (bytes[input + RATE - 1] as number) | 0x80;
    absorb(1);
    return bytes.slice(state, state + DIGEST_BYTES);
  };
}

/** `absorb(blocks)` of what lies at `input`. */
function emitAbsorb(module: Mod, state: number, input: number): void {
  const permute = module.find('keccak_f') as Fn;
  module.fn('absorb', [I32], (f) => {
    const from = f.i32();
    f.emit(set(from, i32c(input)));
    f.repeat(0, () => {
      for (let at = 0; at < RATE; at += 8) {
        f.emit(i64.store(i32c(state), i64.xor(i64.load(i32c(state), at), i64.load(get(from), at)), at));
      }
      f.emit(module.call(permute, i32c(state)), set(from, i32.add(get(from), i32c(RATE))));
    });
  });
}

/** SHA3-256 of nothing begins with these bytes (FIPS 202). */
const EMPTY = [0xa7, 0xff, 0xc6, 0xf8, 0xbf, 0x1e, 0xd7, 0x66];

function checked(made: Digest): Digest {
  const known = made(new Uint8Array(), 0x06);
  if (EMPTY.some((byte, i) => known[i] !== byte)) throw new FaultError('FAULT_INTERNAL', { what: 'SHA3 kernel' });
  return made;
}

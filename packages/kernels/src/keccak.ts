import { Mod } from './emit/module.ts';
import { emitKeccak } from './gen/keccak.ts';
import { KernelError } from './kernels.ts';

const WORDS = 50;

let permute: ((state: Uint32Array) => void) | undefined;

/**
 * Keccak-f[1600], 24 rounds, in place on 50 little-endian words (25 lanes, low word first). A module of its own, about 2 kB, made at
 * the first call. @throws KernelError KERNEL_BAD_LENGTH
 * Spec: 01 §13, 02 §7.1
 */
export function keccakF1600(state: Uint32Array): void {
  if (state.length !== WORDS) throw new KernelError('KERNEL_BAD_LENGTH', { words: state.length });
  permute ??= compile();
  permute(state);
}

function compile(): (state: Uint32Array) => void {
  const module = new Mod();
  emitKeccak(module);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  module.writeConstants(memory);
  const binary = module.encode({ initial: 1, maximum: 1, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { e: { m: memory } });
  const run = exports.keccak_f as (at: number) => void;
  const words = new Uint32Array(memory.buffer, module.top, WORDS);
  const { top } = module;
  return (state) => {
    words.set(state);
    run(top);
    state.set(words);
    words.fill(0);
  };
}

import { type Area, type Assembly, assemble } from '../gen/assembly.ts';
import type { WasmTier } from '../gen/backend.ts';
import { type Arena, createArena } from '../pool/arena.ts';
import { selfTest } from '../pool/executor.ts';

const PAGE = 65_536;
const SCRATCH_BYTES = PAGE;
const MAX_BYTES = 512 << 20;

/** Generated kernels with a memory of their own, called directly. One per thread. */
export type LocalEngine = {
  readonly assembly: Assembly;
  readonly memory: WebAssembly.Memory;
  readonly arena: Arena;
  /** 64 KiB for temporaries of one call. */
  readonly scratch: number;
  call(name: string, ...args: number[]): number;
  /** Runs `body` with `bytes` of memory that is free again afterwards. */
  using<T>(bytes: number, body: (at: number) => T): T;
  /** A view of kernel memory; valid until the next allocation. */
  bytes(at: number, length: number): Uint8Array;
};

/** What can be prepared before the memory exists: the binary of a tier. */
export type LocalParts = {
  readonly assembly: Assembly;
  readonly binary: Uint8Array<ArrayBuffer>;
  readonly initial: number;
};

/** Generates it; half a second for the curves. */
export function generateLocal(tier: WasmTier, areas: readonly Area[]): LocalParts {
  const assembly = assemble(tier, areas);
  const initial = Math.ceil((assembly.module.top + SCRATCH_BYTES) / PAGE) + 1;
  const binary = assembly.module.encode({ initial, maximum: MAX_BYTES / PAGE, shared: false });
  return { assembly, binary, initial };
}

export function startLocal({ assembly, initial }: LocalParts, module: WebAssembly.Module): LocalEngine {
  const memory = new WebAssembly.Memory({ initial, maximum: MAX_BYTES / PAGE });
  assembly.module.writeConstants(memory);
  const { exports } = new WebAssembly.Instance(module, { e: { m: memory } });
  const scratch = assembly.module.top;
  selfTest(exports, scratch);
  const arena = createArena(memory, scratch + SCRATCH_BYTES, MAX_BYTES);
  return {
    assembly,
    memory,
    arena,
    scratch,
    call: (name, ...args) => (exports[name] as (...args: number[]) => number)(...args),
    using(bytes, body) {
      const at = arena.alloc(bytes);
      try {
        return body(at);
      } finally {
        arena.free(at);
      }
    },
    bytes: (at, length) => new Uint8Array(memory.buffer, at, length),
  };
}

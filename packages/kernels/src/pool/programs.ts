import type { WasmTier } from '../gen/backend.ts';
import { type CompiledProgram, compileProgram } from '../gen/programs.ts';
import type { Program } from '../kernels.ts';
import type { Engine } from './engine.ts';

/** Programs compiled for a pool, by identity of the program object; kept for the life of the pool. */
export type Programs = { get(program: Program): { readonly name: string; readonly compiled: CompiledProgram } };

export type ProgramLimits = { readonly initial: number; readonly maximum: number; readonly shared: boolean };

export function createPrograms(engine: Engine, tier: WasmTier, limits: ProgramLimits): Programs {
  const known = new Map<Program, { name: string; compiled: CompiledProgram }>();
  return {
    get(program) {
      const found = known.get(program);
      if (found !== undefined) return found;
      // Constants of a program get their own place; their size is known only after a first generation at 0.
      const bytes = compileProgram(tier, program, 0).module.top;
      const compiled = compileProgram(tier, program, engine.arena.alloc(bytes));
      compiled.module.writeConstants(engine.memory);
      const name = `program${known.size}`;
      engine.addModule(name, new WebAssembly.Module(compiled.module.encode(limits)));
      known.set(program, { name, compiled });
      return { name, compiled };
    },
  };
}

import type { Bench } from '@eventide/testkit';
import { acceptModule } from './module/accept.ts';
import { COUNTER_MAX, counterOf, WHOLE_ROOM } from './module/gas.ts';
import { instrument } from './module/instrument.ts';
import './compile.ts';
import { assemble } from './testing/assemble.ts';

export const area = 'vm';

const ROUNDS = 10_000_000;

const modules = {
  /** Arithmetic in a loop: gas only. */
  arithmetic: `loop 0x40
      local.get 1 i32.const 1664525 i32.mul i32.const 1013904223 i32.add local.set 1
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end local.get 1`,
  /** Two stores and a load per round, within a page. */
  stores: `loop 0x40
      local.get 0 i32.const 4095 i32.and i32.const 3 i32.shl local.tee 1 local.get 0 i32.store
      local.get 1 local.get 1 i32.load i32.const 1 i32.add i32.store 4
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end local.get 1`,
  /** One store per round over 32 pages in order. */
  sweep: `loop 0x40
      local.get 0 i32.const 262143 i32.and i32.const 3 i32.shl local.get 0 i32.store
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end local.get 1`,
  /** One store per round, every time to another page: the worst case of the barrier. */
  scatter: `loop 0x40
      local.get 0 i32.const -1640531535 i32.mul i32.const 11 i32.shr_u local.get 0 i32.store
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end local.get 1`,
} as const;

const fibonacci = `local.get 0 i32.const 2 i32.lt_s if i32 local.get 0 else
  local.get 0 i32.const 1 i32.sub call $f local.get 0 i32.const 2 i32.sub call $f i32.add end`;

function plain(bytes: Uint8Array<ArrayBuffer>): (n: number) => number {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f as (n: number) => number;
}

function rewritten(bytes: Uint8Array): (n: number) => number {
  const map = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const marks = new Uint8Array(map.buffer);
  const memory = new WebAssembly.Memory({ initial: 65_536, maximum: 65_536 });
  const fault = (page: number): void => {
    marks[page] = 1;
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(instrument(acceptModule(bytes))), {
    m: { m: memory, d: map },
    h: {},
    p: {
      fault,
      range: () => undefined,
      grow: () => -1n,
      beyond: () => undefined,
      see: fault,
      seeRange: () => undefined,
    },
  });
  const gas = exports.g as WebAssembly.Global;
  return (n) => {
    gas.value = counterOf(COUNTER_MAX, WHOLE_ROOM);
    return (exports.f0 as (x: number) => number)(n);
  };
}

/** Rewritten against plain modules on the same engine. Spec: 04 §9.3 */
export async function run(bench: Bench): Promise<void> {
  for (const [name, code] of Object.entries(modules)) {
    const bytes = assemble({ memories: [64], functions: { f: { locals: 'i32', code } } });
    const [before, after] = [plain(bytes), rewritten(bytes)];
    const yardstick = await bench.measure(`${name}, plain`, () => before(ROUNDS), { operations: ROUNDS, warmup: 3 });
    const measured = await bench.measure(`${name}, rewritten`, () => after(ROUNDS), { operations: ROUNDS, warmup: 3 });
    bench.ratio(`${name}: rewritten / plain`, measured, yardstick, { atMost: name === 'arithmetic' ? 1.25 : 2 });
  }
  const bytes = assemble({ functions: { f: { code: fibonacci } } });
  const [before, after] = [plain(bytes), rewritten(bytes)];
  const yardstick = await bench.measure('calls (fibonacci 30), plain', () => before(30), { warmup: 3 });
  const measured = await bench.measure('calls (fibonacci 30), rewritten', () => after(30), { warmup: 3 });
  bench.ratio('calls: rewritten / plain', measured, yardstick, { atMost: 1.25 });
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compileContract } from './compile.ts';
import { PLENTY, receiptOf } from './testing/engine.ts';
import { call, contract, giveI32, readU32, sessionWith } from './testing/hostSession.ts';

const swapping = contract({
  types: ['i32 -> i32'],
  table: ['one', 'two'],
  functions: {
    one: { code: 'i32.const 1' },
    two: { code: 'i32.const 2' },
    swap: { code: 'i32.const 0 ref.func $two table.set 0 i32.const 0 i32.const 0 call_indirect 0' },
    first: { code: 'i32.const 0 i32.const 0 call_indirect 0' },
  },
});
const counting = contract({
  globals: [{ type: 'i32', value: 5 }],
  functions: {
    bump: { locals: 'i32', code: `global.get 0 i32.const 1 i32.add global.set 0 global.get 0 ${giveI32}` },
  },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-code-'));
  vi.stubEnv('EVENTIDE_CODE_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Gas and results of calls on both contracts. */
async function run(): Promise<unknown> {
  const session = await sessionWith([swapping, counting]);
  const lengths = ['swap', 'first', 'swap', 'first'].map((fn) => receiptOf(call(session, fn)));
  const counts = [1, 2, 3].map(() => receiptOf(call(session, 'bump', undefined, PLENTY, 2)));
  expect(lengths.map(({ data }) => data.length)).toEqual([2, 1, 2, 1]);
  expect(counts.map(({ data }) => readU32(data))).toEqual([6, 6, 6]);
  return [...lengths, ...counts].map(({ gasSpent, data }) => ({ gasSpent, data }));
}

describe('04 §9.2 rewritten contracts that are kept', () => {
  test('do what those do that were rewritten now, with the same gas', async () => {
    const first = await run();
    const names = readdirSync(folder);
    expect(names).toHaveLength(2);
    // What is kept is what runs: the rewritten bytes of one file under the name of the other fail.
    const times = names.map((name) => readFileSync(join(folder, name)));
    expect(await run()).toEqual(first);
    expect(names.map((name) => readFileSync(join(folder, name)))).toEqual(times);
    writeFileSync(join(folder, names[0] as string), times[1] as Uint8Array);
    writeFileSync(join(folder, names[1] as string), times[0] as Uint8Array);
    await expect(run()).rejects.toThrow();
  });

  test('know whether an instance may be used again, and make the watching form from the contract', () => {
    for (const [bytecode, reusable] of [
      [swapping, false],
      [counting, true],
    ] as const) {
      const made = compileContract(bytecode);
      const kept = compileContract(bytecode);
      for (const code of [made, kept]) {
        expect(code.reusable).toBe(reusable);
        expect(WebAssembly.Module.exports(code.watching()).length).toBeGreaterThan(0);
      }
      const parts = ({ wide, argumentBuffer, entries }: typeof made) => ({ wide, argumentBuffer, entries });
      expect(parts(kept)).toEqual(parts(made));
      expect(WebAssembly.Module.imports(kept.plain)).toEqual(WebAssembly.Module.imports(made.plain));
    }
  });

  test('by the price of bulk operators; one that was cut off is made again', () => {
    compileContract(counting);
    compileContract(counting, 32);
    const names = readdirSync(folder);
    expect(names).toHaveLength(2);
    const whole = readFileSync(join(folder, names[0] as string));
    for (const length of [0, 1, 13, whole.length - 1]) {
      writeFileSync(join(folder, names[0] as string), whole.subarray(0, length));
      compileContract(counting);
      compileContract(counting, 32);
      expect(readFileSync(join(folder, names[0] as string))).toEqual(whole);
    }
  });

  test('a module that is refused is not kept', () => {
    expect(() => compileContract(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))).toThrowCode('VM_MODULE_STRUCTURE');
    expect(readdirSync(folder)).toEqual([]);
  });
});

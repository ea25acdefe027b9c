import { expect, test } from 'vitest';
import { get, I32, i32, i32c } from './code.ts';
import { Mod } from './module.ts';

test('11 §2 a function is bytes once it is built, and takes nothing more', () => {
  const module = new Mod();
  const addSeven = module.fn('add_seven', [I32], (f) => f.emit(i32.add(get(0), i32c(7))), [I32]);
  expect(() => addSeven.emit(get(0))).toThrow('add_seven is complete');
  module.fn('twice', [I32], (f) => f.emit(module.call(addSeven, module.call(addSeven, get(0)))), [I32]);
  const binary = module.encode({ initial: 1, maximum: 1, shared: false });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { e: { m: memory } });
  expect((exports.twice as (x: number) => number)(5)).toBe(19);
});

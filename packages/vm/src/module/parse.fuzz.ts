import type { FuzzTarget } from '@eventide/testkit';
import { assemble } from '../testing/assemble.ts';
import { acceptModule } from './accept.ts';
import { instrument } from './instrument.ts';

/** Whatever the validator accepts is rewritten, and the engine must compile it. */
export const targets: readonly FuzzTarget[] = [
  {
    name: 'vm/module',
    seeds: () => [
      assemble({
        imports: ['c', 'emit'],
        table: ['f'],
        globals: [{ type: 'i32', value: 3 }],
        data: [{ offset: 8, bytes: [1, 2] }, { bytes: [3] }],
        functions: {
          f: {
            locals: 'i32 i64',
            code: `block i32 local.get 0 loop 0x40 local.get 0 br_if 1 local.get 0 i32.const 1 i32.store 4 end
                   i32.const 0 call_indirect 2 end i32.const 1 i32.const 2 i32.const 3 memory.fill
                   local.get 0 if i32 i32.const 1 else memory.size end i32.add`,
          },
        },
        types: ['i32 -> i32', ' -> i32', 'i32 -> i32'],
      }),
      assemble({
        wide: true,
        functions: { f: { code: 'i64.const 8 i64.load 8 i32.wrap_i64 f32.const 1 f32.const 2 f32.div drop' } },
      }),
    ],
    decode: (bytes) => new WebAssembly.Module(instrument(acceptModule(bytes))),
  },
];

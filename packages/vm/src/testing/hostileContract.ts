import { concatBytes, intToBytesLe } from '@eventide/base';
import { assemble } from './assemble.ts';

/** Address of the id that `calls` calls, behind the argument buffer. */
const ID_AT = 200_000;
const NAME_AT = ID_AT + 32;

/** What repeats `body` as often as the first four bytes of the argument say. */
const repeated = (body: string): string => `
  i32.const 0 i32.load local.set 1
  loop 0x40
    ${body}
    local.get 1 i32.const 1 i32.sub local.tee 1 br_if 0
  end
  i32.const 0`;

/** A contract whose methods do as much work as they can for little gas, each as often as its argument says. */
export function hostileContract(callee: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = (text: string): number[] => [...new TextEncoder().encode(text)];
  const call = (at: number, length: number): string =>
    `i32.const ${ID_AT} i32.const ${at} i32.const ${length} i32.const 0 i64.const 0 call 0 drop`;
  const method = (body: string) => ({ locals: 'i32 i32', code: repeated(body) });
  return assemble({
    memories: [40_000],
    argumentBuffer: 0,
    imports: ['c', 'self_id', 'emit', 'caller', 'owner'],
    table: Array.from({ length: 10_000 }, () => 'nothing'),
    data: [{ offset: ID_AT, bytes: [...callee, ...name('nothingdirty')] }],
    functions: {
      nothing: { code: 'i32.const 0' },
      fill: method('i32.const 131072 local.get 1 i32.const 65536 memory.fill'),
      copy: method('i32.const 131072 i32.const 262144 i32.const 65536 memory.copy'),
      tables: method('i32.const 0 i32.const 5000 i32.const 5000 table.copy 0 0'),
      pages: method('local.get 1 i32.const 16 i32.shl i32.const 1 i32.store8'),
      calls: method(call(NAME_AT, 7)),
      dirtyCalls: method(call(NAME_AT + 7, 5)),
      ids: method('call 1'),
      callers: method('call 3 drop'),
      owners: method('i32.const 0 call 4 drop'),
      events: method('i32.const 0 i32.const 0 i32.const 0 call 2'),
      dirty: {
        locals: 'i32',
        code: `i32.const 100 local.set 1
          loop 0x40 local.get 1 i32.const 16 i32.shl i32.const 1 i32.store8 local.get 1 i32.const 1 i32.sub local.tee 1 br_if 0 end
          i32.const 0`,
      },
    },
  });
}

/** The argument of a method that shall do its work so often. */
export function times(count: number): Uint8Array {
  return concatBytes(intToBytesLe(BigInt(count), 4));
}

import { utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { assemble } from './testing/assemble.ts';
import { deployAll, failureOf, idOf, OWNER, openTestVm, receiptOf } from './testing/engine.ts';

const NONE = new Uint8Array();
const call = `i32.const 0 i32.const 32 i32.const 4 i32.const 0 i64.const 0 call 0`;
const bombs = assemble({
  memories: [2],
  argumentBuffer: 65_536,
  imports: ['c'],
  data: [{ offset: 0, bytes: [...idOf(1), ...utf8('tree')] }],
  functions: {
    echo: { code: 'local.get 0' },
    loop: { code: 'loop 0x40 br 0 end unreachable' },
    tree: { code: `${call} drop ${call} drop i32.const 0` },
    repeat: {
      code: `loop 0x40 i32.const 0 i32.const 36 i32.const 4 i32.const 0 i64.const 500 call 0 drop br 0 end unreachable`,
    },
    pages: {
      locals: 'i32',
      code: `loop 0x40 local.get 1 i32.const 1 i32.store8 local.get 1 i32.const 65536 i32.add local.set 1 br 0 end unreachable`,
    },
    grow: { code: 'loop 0x40 i32.const 65535 memory.grow drop br 0 end unreachable' },
    fill: { code: 'i32.const 131000 memory.grow drop i32.const 0 i32.const 0 i32.const -1 memory.fill i32.const 0' },
  },
});

describe('04 §9.5 bombs are bounded by gas and leave nothing', () => {
  test.each([
    ['loop', 1_000_000n, 'outOfGas'],
    ['tree', 200_000n, 'ok'],
    ['repeat', 300_000n, 'outOfGas'],
    ['pages', 20_000n, 'outOfGas'],
    ['grow', 100_000n, 'outOfGas'],
    ['fill', 100_000n, 'unknown'],
  ])('%s with %i gas: %s', async (fn, gasLimit, expected) => {
    const session = (await openTestVm()).openSession(undefined);
    deployAll(session, [bombs]);
    const before = session.root();
    const result = session.call(idOf(1), fn, NONE, gasLimit);
    expect(result.ok ? 'ok' : failureOf(result).kind).toBe(expected);
    if (!result.ok) expect(session.root()).toEqual(before);
    expect(receiptOf(session.call(idOf(1), 'echo', NONE, 100n)).data).toEqual(NONE);
    session.close();
  });

  test('a module of the largest functions compiles', async () => {
    const session = (await openTestVm()).openSession(undefined);
    const code = `local.get 0 ${'i32.const 1 i32.add '.repeat(40_000)}`;
    const bytecode = assemble({ functions: { f: { code }, g: { code } } });
    const result = session.deploy({ id: idOf(1), bytecode, owner: OWNER, gasLimit: 1n });
    expect(result.ok).toBe(true);
    expect(receiptOf(session.call(idOf(1), 'f', NONE, 1_000_000n)).data.length).toBe(40_000);
    session.close();
  });
});

test('more events than the machine holds are its fault, and the session goes on', async () => {
  const emitter = assemble({
    imports: ['emit'],
    functions: {
      many: {
        code: `loop 0x40 i32.const 0 i32.const 0 i32.const 0 call 0
               local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end i32.const 0`,
      },
    },
  });
  const session = (await openTestVm()).openSession(undefined, { mostEvents: 10 });
  deployAll(session, [emitter]);
  const many = (count: number) => session.call(idOf(1), 'many', new Uint8Array(count), 1_000_000n);
  expect(() => many(11)).toThrowCode('FAULT_MEMORY');
  session.truncateEvents(0);
  expect(receiptOf(many(10)).events).toHaveLength(10);
});

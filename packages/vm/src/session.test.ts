import { describe, expect, test } from 'vitest';
import { failureOf, idOf, OWNER, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { A, call, contract, giveI32, NONE, readU32, sessionWith, textBytes } from './testing/hostSession.ts';

describe('04 §5 sessions', () => {
  const counter = contract({
    imports: ['c', 'emit', 'panic'],
    globals: [{ type: 'i32', value: 5 }],
    data: [{ offset: 0, bytes: [...idOf(1), ...textBytes('bumpfail')] }],
    functions: {
      init: { code: 'i32.const 131072 i32.const 40 i32.store i32.const 32 i32.const 4 i32.const 0 call 1 i32.const 0' },
      bump: {
        locals: 'i32',
        code: `i32.const 131072 i32.const 131072 i32.load i32.const 1 i32.add i32.store
               global.get 0 i32.const 1 i32.add global.set 0 i32.const 131072 i32.load ${giveI32}`,
      },
      global: { locals: 'i32', code: `global.get 0 ${giveI32}` },
      fail: { code: 'i32.const 0 call $bump drop unreachable' },
      inner: {
        locals: 'i32',
        code: `i32.const 0 i32.const 36 i32.const 4 i32.const 0 i64.const 9000 call 0 drop
               global.get 0 ${giveI32}`,
      },
    },
  });

  test('init runs at deployment only; its events come with the next receipt', async () => {
    const session = await sessionWith([counter]);
    const receipt = receiptOf(call(session, 'bump'));
    expect(readU32(receipt.data)).toBe(41);
    expect(receipt.events.map((event) => event.topic)).toEqual(['bump']);
  });

  test('globals begin anew in every top-level call', async () => {
    const session = await sessionWith([counter]);
    call(session, 'bump');
    expect(readU32(receiptOf(call(session, 'global')).data)).toBe(5);
  });

  test('tables, dropped segments and the length that code sees begin anew in every top-level call', async () => {
    const module = contract({
      types: ['i32 -> i32'],
      table: ['one', 'two'],
      data: [{ bytes: [7, 8, 9, 10] }],
      functions: {
        one: { code: 'i32.const 1' },
        two: { code: 'i32.const 2' },
        swap: { code: 'i32.const 0 ref.func $two table.set 0 i32.const 0 i32.const 0 call_indirect 0' },
        first: { code: 'i32.const 0 i32.const 0 call_indirect 0' },
        drop: { code: 'data.drop 0 i32.const 4' },
        copy: { code: `i32.const ${A} i32.const 0 i32.const 4 memory.init 0 i32.const 4` },
        grow: { locals: 'i32', code: `i32.const 2 memory.grow drop memory.size ${giveI32}` },
        size: { locals: 'i32', code: `memory.size ${giveI32}` },
      },
    });
    const session = await sessionWith([module]);
    expect(receiptOf(call(session, 'swap')).data).toHaveLength(2);
    expect(receiptOf(call(session, 'first')).data).toHaveLength(1);
    receiptOf(call(session, 'drop'));
    expect(receiptOf(call(session, 'copy')).data).toEqual(Uint8Array.of(7, 8, 9, 10));
    expect(readU32(receiptOf(call(session, 'grow')).data)).toBe(5);
    expect(readU32(receiptOf(call(session, 'size')).data)).toBe(5);
  });

  test('after a trap deep in its stack an instance begins anew too', async () => {
    const module = contract({
      globals: [{ type: 'i32', value: 5 }],
      functions: {
        sink: { code: 'global.get 0 i32.const 1 i32.add global.set 0 i32.const 0 call $sink' },
        depth: { locals: 'i32', code: `global.get 0 ${giveI32}` },
        fall: { code: 'local.get 0 i32.eqz if i32 i32.const 4 else local.get 0 i32.const 1 i32.sub call $fall end' },
      },
    });
    const session = await sessionWith([module]);
    for (let i = 0; i < 30; i++) {
      expect(failureOf(call(session, 'sink', NONE, 10_000n)).kind).toBe('outOfGas');
      expect(readU32(receiptOf(call(session, 'depth')).data)).toBe(5);
      expect(receiptOf(call(session, 'fall', new Uint8Array(1000))).data).toHaveLength(4);
    }
  });

  test('globals are not restored when an inner call fails, memory is', async () => {
    const session = await sessionWith([counter]);
    expect(readU32(receiptOf(call(session, 'inner')).data)).toBe(6);
    expect(readU32(receiptOf(call(session, 'bump')).data)).toBe(41);
  });

  test('04 §5.7 deployment: known id, failing init, unacceptable module', async () => {
    const session = await sessionWith([counter]);
    const deploy = (id: number, bytecode: Uint8Array, initArgument = NONE) =>
      session.deploy({ id: idOf(id), bytecode, initArgument, owner: OWNER, gasLimit: 100_000n });
    expect(() => deploy(1, counter)).toThrowCode('VM_CONTRACT_EXISTS');
    expect(() => session.deploy({ id: NONE, bytecode: counter, owner: OWNER, gasLimit: 1n })).toThrowCode(
      'VM_CONTRACT_ID',
    );
    const trapping = contract({ functions: { init: { code: 'unreachable' } } });
    expect(failureOf(deploy(2, trapping)).kind).toBe('unknown');
    const endless = contract({ functions: { init: { code: 'loop 0x40 br 0 end unreachable' } } });
    expect(failureOf(deploy(2, endless)).kind).toBe('outOfGas');
    const long = contract({ functions: { init: { code: 'i32.const -1' } } });
    expect(failureOf(deploy(2, long)).kind).toBe('hostAbort');
    expect(failureOf(deploy(2, NONE)).kind).toBe('unknown');
    const outside = contract({ functions: { f: { code: 'local.get 0' } }, data: [{ offset: 3 * 65_536, bytes: [1] }] });
    expect(failureOf(deploy(2, outside)).kind).toBe('unknown');
    const table = contract({ table: ['f'], functions: { f: { code: 'local.get 0' } } });
    expect(deploy(2, table).ok).toBe(true);
    expect(failureOf(call(session, 'f', NONE, PLENTY, 3)).kind).toBe('doesNotExist');
  });

  test('04 §5.7 the default id is the hash of the bytecode', async () => {
    const session = (await openTestVm()).openSession(undefined);
    const result = session.deploy({ bytecode: counter, owner: OWNER, gasLimit: PLENTY });
    expect(result.ok && result.id.length).toBe(32);
  });

  test('a closed session refuses everything', async () => {
    const session = await sessionWith([counter]);
    session.close();
    expect(() => call(session, 'bump')).toThrowCode('VM_SESSION_CLOSED');
    expect(() => session.root()).toThrowCode('VM_SESSION_CLOSED');
    await expect(session.commit()).rejects.toThrowCode('VM_SESSION_CLOSED');
  });
});

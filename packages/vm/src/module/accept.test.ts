import { describe, expect, test } from 'vitest';
import { assemble, type ModuleSource } from '../testing/assemble.ts';
import { failureOf, idOf, OWNER, openTestVm, PLENTY } from '../testing/engine.ts';
import { acceptModule } from './accept.ts';
import { Sink } from './sink.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const identity = { f: { code: 'local.get 0' } };

type Sections = Record<number, readonly number[]>;
const parts: Sections = {
  1: [1, 0x60, 1, 0x7f, 1, 0x7f],
  3: [1, 0],
  5: [1, 0, 1],
  6: [1, 0x7f, 0, 0x41, 0, 0x0b],
  7: [3, 1, 0x66, 0, 0, 1, 0x6d, 2, 0, 1, 0x41, 3, 0],
  10: [1, 4, 0, 0x20, 0, 0x0b],
};
const order = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11, 13, 14];

/** The smallest contract, with some sections changed; `[]` leaves one out. */
function moduleOf(changed: Sections = {}, ids = order): Uint8Array {
  const out = new Sink().op(...header);
  const sections: Sections = { ...parts, ...changed };
  for (const id of ids) {
    const content = sections[id];
    if (content && content.length > 0) out.u8(id).block(new Sink().raw(Uint8Array.from(content)));
  }
  return out.bytes();
}

/** The smallest contract around a body (operators without the final end), with locals declared before it. */
const bodyOf = (...code: number[]): Uint8Array => {
  const body = [0, ...code, 0x0b];
  return moduleOf({ 10: [1, ...new Sink().u32(body.length).bytes(), ...body] });
};
const source = (changes: Partial<ModuleSource>): Uint8Array => assemble({ functions: identity, ...changes });
const leb = (value: number): number[] => [...new Sink().u32(value).bytes()];

describe('04 §2 accepted', () => {
  const accepted: [string, Uint8Array][] = [
    ['the smallest contract', moduleOf()],
    ['a 64-bit contract', source({ wide: true, argumentBuffer: 4096 })],
    ['several memories, one exported', source({ memories: [1, 2, 3] })],
    ['passive and active data', source({ data: [{ offset: 8, bytes: [1] }, { bytes: [2] }] })],
    [
      'tables and references',
      source({ table: ['f'], functions: { f: { code: 'i32.const 0 table.get 0 drop local.get 0' } } }),
    ],
    ['a custom section anywhere', Uint8Array.from([...header, 0, 2, 1, 0x78, ...moduleOf().subarray(8)])],
    ['SIMD', bodyOf(0xfd, 0x0c, ...new Array(16).fill(0), 0x1a, 0x20, 0)],
    ['saturating conversions', bodyOf(0x43, 0, 0, 0, 0, 0xfc, 0)],
    ['sign extension', bodyOf(0x20, 0, 0xc0)],
    ['code after an unconditional branch', bodyOf(0x20, 0, 0x0f, 0x6a, 0x1a, 0x41, 1)],
    ['a memory above its declared maximum later', source({ maximum: 1 })],
  ];
  test.each(accepted)('%s', (_, bytes) => {
    expect(acceptModule(bytes).module.bodies.length).toBe(1);
  });
});

describe('04 §2.1 malformed', () => {
  const cases: [string, Uint8Array][] = [
    ['empty', new Uint8Array()],
    ['text', new TextEncoder().encode('(module)')],
    ['another version', Uint8Array.from([...header.slice(0, 4), 2, 0, 0, 0])],
    ['section longer than the module', Uint8Array.from([...header, 1, 9, 0])],
    ['sections out of order', moduleOf({}, [1, 3, 6, 5, 7, 10])],
    ['a section twice', Uint8Array.from([...moduleOf(), 5, 3, 1, 0, 1])],
    ['unknown section', moduleOf({ 14: [0] })],
    ['trailing bytes in a section', moduleOf({ 5: [1, 0, 1, 0] })],
    ['functions without bodies', moduleOf({ 10: [] })],
    ['bodies without functions', moduleOf({ 3: [], 7: [2, 1, 0x6d, 2, 0, 1, 0x41, 3, 0] })],
    ['length with unused bits', moduleOf({ 1: [0x81, 0x80, 0x80, 0x80, 0x10, 0x60, 0, 0] })],
    ['length of six bytes', moduleOf({ 1: [0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x60, 0, 0] })],
    ['constant with unused bits', bodyOf(0x41, 0xff, 0xff, 0xff, 0xff, 0x3f)],
    ['name that is not UTF-8', moduleOf({ 7: [1, 1, 0xff, 0, 0] })],
    ['unknown value type', moduleOf({ 1: [1, 0x60, 1, 0x01, 0] })],
    ['unknown operator', bodyOf(0xff)],
    ['unknown prefixed operator', bodyOf(0xfc, 0x12)],
    ['unknown vector operator', bodyOf(0xfd, 0x9a, 1)],
    ['body without end', moduleOf({ 10: [1, 3, 0, 0x20, 0] })],
    ['alignment flags', bodyOf(0x41, 0, 0x28, 0x80, 1, 0)],
    ['memory flags', moduleOf({ 5: [1, 0x10, 1] })],
    ['mutability', moduleOf({ 6: [1, 0x7f, 2, 0x41, 0, 0x0b] })],
    ['data count that differs', moduleOf({ 12: [1] })],
    ['typed select of two types', bodyOf(0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 2, 0x7f, 0x7f)],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_MALFORMED');
  });
});

describe('04 §2.1 features that are off', () => {
  const cases: [string, Uint8Array][] = [
    ['threads: shared memory', moduleOf({ 5: [1, 3, 1, 1] })],
    ['threads: atomics', bodyOf(0xfe, 0, 0, 0)],
    ['tail calls', bodyOf(0x20, 0, 0x12, 0)],
    ['indirect tail calls', bodyOf(0x20, 0, 0x13, 0, 0)],
    ['exceptions: tags', moduleOf({ 13: [1, 0, 0] })],
    ['exceptions: try', bodyOf(0x06, 0x40, 0x0b)],
    ['exceptions: throw', bodyOf(0x08, 0)],
    ['typed references', moduleOf({ 1: [1, 0x60, 1, 0x64, 0x70, 0] })],
    ['call_ref', bodyOf(0x14, 0)],
    ['garbage collection: struct types', moduleOf({ 1: [1, 0x5f, 0] })],
    ['garbage collection: recursive groups', moduleOf({ 1: [1, 0x4e, 0] })],
    ['garbage collection: operators', bodyOf(0xfb, 0)],
    ['components', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])],
    ['custom page sizes', moduleOf({ 5: [1, 8, 1, 0] })],
    ['table initialisers', moduleOf({ 4: [1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b] })],
    ['64-bit tables', moduleOf({ 4: [1, 0x70, 4, 1] })],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_FEATURE');
  });

  test('extended constant expressions', () => {
    const bytes = moduleOf({ 6: [1, 0x7f, 0, 0x41, 0, 0x41, 1, 0x6a, 0x0b] });
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_INVALID');
  });
});

describe('04 §2.1 limits', () => {
  const many = (count: number, each: readonly number[]): number[] => [
    ...leb(count),
    ...Array.from({ length: Math.min(count, 100_001) }, () => each).flat(),
  ];
  const repeat = (count: number, byte: number): number[] => new Array<number>(count).fill(byte);
  const bodyOfSize = (size: number): number[] => [1, ...leb(size), 0, ...repeat(size - 4, 0x01), 0x20, 0, 0x0b];
  const localsOf = (count: number): number[] => {
    const body = [1, ...leb(count), 0x7f, 0x20, 0, 0x0b];
    return [1, ...leb(body.length), ...body];
  };
  const long = 100_001;
  const cases: [string, Uint8Array][] = [
    ['1001 params', moduleOf({ 1: [1, 0x60, ...leb(1001), ...repeat(1001, 0x7f), 0] })],
    ['1001 results', moduleOf({ 1: [1, 0x60, 0, ...leb(1001), ...repeat(1001, 0x7f)] })],
    ['1 000 001 types', moduleOf({ 1: leb(1_000_001) })],
    ['1 000 001 functions', moduleOf({ 3: leb(1_000_001) })],
    ['1 000 000 functions beside an import', moduleOf({ 2: [1, 1, 0x65, 1, 0x63, 0, 0], 3: leb(1_000_000) })],
    ['1 000 001 globals', moduleOf({ 6: leb(1_000_001) })],
    ['100 001 exports', moduleOf({ 7: leb(100_001) })],
    ['100 001 element segments', moduleOf({ 9: many(100_001, [1, 0, 0]) })],
    ['100 001 data segments', moduleOf({ 11: many(100_001, [1, 0]) })],
    ['data count of 100 001', moduleOf({ 12: leb(100_001) })],
    ['101 tables', moduleOf({ 4: many(101, [0x70, 0, 0]) })],
    ['101 memories', moduleOf({ 5: many(101, [0, 0]) })],
    ['10 000 001 table entries', moduleOf({ 4: [1, 0x70, 0, ...leb(10_000_001)] })],
    ['65 537 pages', moduleOf({ 5: [1, 0, ...leb(65_537)] })],
    ['65 537 pages as maximum', moduleOf({ 5: [1, 1, 1, ...leb(65_537)] })],
    ['2^48 + 1 wide pages', moduleOf({ 5: [1, 4, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40] })],
    ['a body of 131 073 bytes', moduleOf({ 10: bodyOfSize(131_073) })],
    ['50 001 locals with the param', moduleOf({ 10: localsOf(50_000) })],
    ['a name of 100 001 bytes', moduleOf({ 7: [1, ...leb(long), ...repeat(long, 0x61), 0, 0] })],
    ['131 073 branch targets', bodyOf(0x41, 0, 0x0e, ...leb(131_073))],
    ['more than 1 GiB', new Uint8Array(2 ** 30 + 1)],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_LIMIT');
  });

  const within: [string, Uint8Array][] = [
    ['1000 params', moduleOf({ 1: [2, ...(parts[1] ?? []).slice(1), 0x60, ...leb(1000), ...repeat(1000, 0x7f), 0] })],
    ['a body of 131 072 bytes', moduleOf({ 10: bodyOfSize(131_072) })],
    ['49 900 locals', moduleOf({ 10: localsOf(49_899) })],
    ['65 536 pages', moduleOf({ 5: [1, 0, ...leb(65_536)] })],
    ['100 tables', moduleOf({ 4: many(100, [0x70, 0, 0]) })],
    ['100 memories', moduleOf({ 5: many(100, [0, 0]) })],
  ];
  test.each(within)('within: %s', (_, bytes) => {
    expect(acceptModule(bytes).module.bodies.length).toBe(1);
  });
});

describe('04 §2.1 invalid', () => {
  const cases: [string, Uint8Array][] = [
    ['operand missing', bodyOf(0x6a)],
    ['operand of another type', bodyOf(0x42, 0)],
    ['operands left', bodyOf(0x20, 0, 0x20, 0)],
    ['else without if', bodyOf(0x02, 0x40, 0x05, 0x0b, 0x20, 0)],
    ['if with result and without else', bodyOf(0x20, 0, 0x04, 0x7f, 0x41, 1, 0x0b)],
    ['operators after the end', bodyOf(0x20, 0, 0x0b, 0x01)],
    ['unknown local', bodyOf(0x20, 1)],
    ['unknown global', bodyOf(0x23, 1)],
    ['immutable global', bodyOf(0x41, 0, 0x24, 0, 0x20, 0)],
    ['unknown function', bodyOf(0x20, 0, 0x10, 1)],
    ['unknown label', bodyOf(0x0c, 1)],
    ['branch targets of different arity', bodyOf(0x02, 0x40, 0x41, 0, 0x41, 0, 0x0e, 1, 0, 1, 0x0b, 0x20, 0)],
    ['unknown type of a block', bodyOf(0x02, 7, 0x0b, 0x20, 0)],
    ['unknown table', bodyOf(0x20, 0, 0x11, 0, 0)],
    ['unknown memory', bodyOf(0x41, 0, 0x28, 0x42, 1, 0)],
    ['alignment above natural', bodyOf(0x41, 0, 0x28, 3, 0)],
    ['32-bit offset beyond 32 bits', bodyOf(0x41, 0, 0x28, 2, 0x80, 0x80, 0x80, 0x80, 0x10)],
    ['lane index', bodyOf(0xfd, 0x0c, ...new Array(16).fill(0), 0xfd, 0x15, 16)],
    [
      'shuffle index',
      bodyOf(
        0xfd,
        0x0c,
        ...new Array(16).fill(0),
        0xfd,
        0x0c,
        ...new Array(16).fill(0),
        0xfd,
        0x0d,
        32,
        ...new Array(15).fill(0),
      ),
    ],
    ['select of different types', bodyOf(0x41, 0, 0x42, 0, 0x41, 0, 0x1b)],
    ['select of references without type', bodyOf(0xd0, 0x70, 0xd0, 0x70, 0x41, 0, 0x1b, 0xd1)],
    [
      'undeclared function reference',
      moduleOf({
        3: [2, 0, 0],
        10: [2, 4, 0, 0x20, 0, 0x0b, 5, 0, 0xd2, 0, 0xd1, 0x0b],
        7: [2, 1, 0x6d, 2, 0, 1, 0x41, 3, 0],
      }),
    ],
    ['memory.init without data count', bodyOf(0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 8, 0, 0, 0x20, 0)],
    ['unknown data segment', moduleOf({ 12: [0], 10: [1, 8, 0, 0xfc, 9, 0, 0x20, 0, 0x01, 0x0b] })],
    ['unknown element segment', bodyOf(0xfc, 0x0d, 0, 0x20, 0)],
    ['duplicate export', moduleOf({ 7: [2, 1, 0x6d, 2, 0, 1, 0x6d, 2, 0] })],
    ['unknown export', moduleOf({ 7: [1, 1, 0x6d, 0, 9] })],
    ['unknown type of a function', moduleOf({ 3: [1, 7] })],
    ['element of an unknown function', moduleOf({ 4: [1, 0x70, 0, 1], 9: [1, 0, 0x41, 0, 0x0b, 1, 9] })],
    ['element segment for an unknown table', moduleOf({ 9: [1, 0, 0x41, 0, 0x0b, 0] })],
    ['data for an unknown memory', moduleOf({ 11: [1, 2, 7, 0x41, 0, 0x0b, 0] })],
    ['type of a constant', moduleOf({ 6: [1, 0x7f, 0, 0x42, 0, 0x0b] })],
    ['constant from a global', moduleOf({ 6: [2, 0x7f, 0, 0x41, 0, 0x0b, 0x7f, 0, 0x23, 0, 0x0b] })],
    ['table minimum above maximum', moduleOf({ 4: [1, 0x70, 1, 2, 1] })],
    ['memory minimum above maximum', moduleOf({ 5: [1, 1, 2, 1] })],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_INVALID');
  });
});

describe('04 §2.2 not a contract', () => {
  const imported = (kind: readonly number[]): number[] => [1, 1, 0x65, 1, 0x63, ...kind];
  const cases: [string, Uint8Array][] = [
    ['no exported memory', moduleOf({ 7: [1, 1, 0x41, 3, 0] })],
    ['two exports of the memory', moduleOf({ 7: [3, 1, 0x6d, 2, 0, 1, 0x6e, 2, 0, 1, 0x41, 3, 0] })],
    ['no A', moduleOf({ 7: [1, 1, 0x6d, 2, 0] })],
    ['A is no global', moduleOf({ 7: [2, 1, 0x6d, 2, 0, 1, 0x41, 0, 0] })],
    ['A is mutable', moduleOf({ 6: [1, 0x7f, 1, 0x41, 0, 0x0b] })],
    ['A of 64 bits in a 32-bit contract', moduleOf({ 6: [1, 0x7e, 0, 0x42, 0, 0x0b] })],
    ['A of 32 bits in a 64-bit contract', moduleOf({ 5: [1, 4, 1] })],
    ['A at 2^31', moduleOf({ 6: [1, 0x7f, 0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x0b] })],
    ['exported function of another type', assemble({ functions: { f: { type: 'i32 -> ', code: '' } } })],
    [
      'exported host function of another type',
      moduleOf({ 2: [1, 1, 0x65, 4, 0x66, 0x65, 0x65, 0x64, 0, 1], 1: [2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 1, 0x7f, 0] }),
    ],
    ['unknown import', source({ imports: ['clock'] })],
    ['hdebug', source({ imports: ['hdebug'] })],
    ['import of another type', moduleOf({ 2: [1, 1, 0x65, 4, 0x66, 0x65, 0x65, 0x64, 0, 0] })],
    ['imported table', moduleOf({ 2: imported([1, 0x70, 0, 1]) })],
    ['imported memory', moduleOf({ 2: imported([2, 0, 1]) })],
    ['imported global', moduleOf({ 2: imported([3, 0x7f, 0]) })],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_STRUCTURE');
  });

  test('04 §2.3 a start section', () => {
    expect(() => acceptModule(moduleOf({ 8: [0] }))).toThrowCode('VM_MODULE_STRUCTURE');
  });

  test('04 §2.2 a 64-bit argument buffer that ends at 4 TiB', () => {
    const a = moduleOf({ 5: [1, 4, 1], 6: [1, 0x7e, 0, 0x42, ...new Sink().i64(2n ** 42n - 65_536n).bytes(), 0x0b] });
    expect(() => acceptModule(a)).toThrowCode('VM_MODULE_STRUCTURE');
  });
});

describe('lawful contracts this engine does not carry', () => {
  test('04 §3.4 an argument buffer above 4 GiB', () => {
    const a = moduleOf({ 5: [1, 4, 1], 6: [1, 0x7e, 0, 0x42, ...new Sink().i64(2n ** 32n).bytes(), 0x0b] });
    expect(() => acceptModule(a)).toThrowCode('VM_MODULE_UNSUPPORTED');
  });

  test('04 §9.2 a 64-bit memory of more than 4 GiB', () => {
    const bytes = moduleOf({ 5: [1, 4, ...leb(65_537)], 6: [1, 0x7e, 0, 0x42, 0, 0x0b] });
    expect(() => acceptModule(bytes)).toThrowCode('VM_MODULE_UNSUPPORTED');
  });
});

describe('04 §2.4 modules that cannot be instantiated', () => {
  test.each([
    ['a data segment that ends outside the memory', source({ data: [{ offset: 65_535, bytes: [1, 2] }] })],
    ['an empty data segment outside the memory', source({ data: [{ offset: 65_537, bytes: [] }] })],
    ['a data segment at a negative offset', source({ data: [{ offset: -1, bytes: [1] }] })],
    ['an element segment outside its table', moduleOf({ 4: [1, 0x70, 0, 0], 9: [1, 0, 0x41, 0, 0x0b, 1, 0] })],
  ])('%s: accepted in form, refused by deployment, which leaves nothing', async (_, bytes) => {
    acceptModule(bytes);
    const session = (await openTestVm()).openSession(undefined);
    const deployment = { id: idOf(1), owner: OWNER, gasLimit: PLENTY };
    expect(failureOf(session.deploy({ ...deployment, bytecode: bytes })).kind).toBe('unknown');
    expect(session.root()).toEqual(new Uint8Array(32));
    expect(session.deploy({ ...deployment, bytecode: moduleOf() }).ok).toBe(true);
    session.close();
  });
});

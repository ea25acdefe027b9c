import { describedType } from '@eventide/abi/interface/describedType';
import { toHex } from '@eventide/base';
import { encodeArchive } from '@eventide/codec/rkyv';
import {
  encodeJubJub,
  encodeJubJubAffineArchive,
  extendJubJub,
  JUBJUB_GENERATOR,
  jubjubArchive,
  mulJubJub,
} from '@eventide/crypto';
import { describe, expect, it } from 'vitest';
import { encodeCall } from './client/connect.ts';
import { ID, openFixture } from './fixtureContracts.fixture.ts';

const id = Uint8Array.from({ length: 32 }, (_, i) => i);
const inner = { flag: true, name: 'a name beyond seven bytes', values: [1n, 2n ** 64n - 1n] };
const outer = { small: 7, id, list: [inner, { flag: false, name: 'short', values: [] }] };
const choices = [
  { kind: 'Nothing' },
  { kind: 'Number', value: 5n },
  { kind: 'Words', value: ['', 'seven77', 'eight888', 'ünïcödé'] },
  { kind: 'Deep', value: outer },
];

describe('12 §5 archives: the host codec and contract views agree', () => {
  it('12 §5 values pass through a contract unchanged, bytes included', async () => {
    const { value, built, session } = await openFixture('echo');
    expect(value('outer', outer)).toEqual(outer);
    for (const choice of choices) {
      expect(value('choice', choice)).toEqual(choice);
      for (const maybe of [null, inner]) {
        const holder = { choice, maybe, last: 65_535 };
        expect(value('holder', holder)).toEqual(holder);
        const argument = encodeCall(built.abi, 'holder', holder);
        expect(toHex(session.call(ID, 'holder', argument).data)).toBe(toHex(argument));
        expect(toHex(session.call(ID, 'rebuilt', argument).data)).toBe(toHex(argument));
      }
    }
    expect(value('flags', [true, false])).toEqual([true, false]);
    expect(value('text', 'Zürich')).toBe('Zürich');
    expect(value('several', { a: 1, b: 2n, c: 'longer than seven' })).toBe('longer than seven');
    expect(value('signed', -5n)).toBe(-5n);
    await session.close();
  });

  it('12 §5 refuses what is no archive of the type', async () => {
    const { built, session } = await openFixture('echo');
    const good = encodeCall(built.abi, 'holder', { choice: choices[3], maybe: inner, last: 1 });
    const damage = (change: (bytes: Uint8Array) => unknown): Uint8Array => {
      const bytes = good.slice();
      change(bytes);
      return bytes;
    };
    const root = good.length - describedType('Holder', built.abi.types).archive.layout.size;
    const refused = [
      good.subarray(0, 3),
      new Uint8Array(),
      damage((b) => b.fill(4, root, root + 1)),
      damage((b) => void new DataView(b.buffer).setInt32(root + 4 + 0, 8, true)),
      damage((b) => void new DataView(b.buffer).setInt32(root + 4, -2_147_483_648, true)),
      damage((b) => void new DataView(b.buffer).setUint32(root + 8, 70_000, true)),
    ];
    for (const bytes of refused)
      expect(session.tryCall(ID, 'holder', bytes)).toMatchObject({ refusal: { text: 'ABI_ARGUMENT' } });
    expect(
      session.tryCall(ID, 'flags', encodeArchive(describedType('Vec<u8>', {}).archive, Uint8Array.of(2))),
    ).toMatchObject({
      refusal: { text: 'ABI_ARGUMENT' },
    });
    await session.close();
  });

  it('12 §4.4 surroundings: ids, depth, height, chain, owner, sender, node-only methods', async () => {
    const { value, session } = await openFixture('echo');
    session.height = 77n;
    expect(toHex(value('who') as Uint8Array)).toBe(ID);
    expect(value('depth')).toBe(0);
    expect(value('from')).toEqual(new Uint8Array(32));
    expect(value('height')).toBe(77n);
    expect(value('chain')).toBe(224);
    expect(value('owner_byte')).toBe(9);
    expect(value('sender')).toBeNull();
    session.meta.set('public_sender', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, ...new Uint8Array(200).fill(3, 0, 193)));
    expect(value('sender')).toEqual(new Uint8Array(200).fill(3, 0, 193));
    value('only_node');
    await session.close();
  });

  it('12 §2.2 re-entrant frames keep their arena; 12 §4.4 failed inner calls leave no state', async () => {
    const { value, session } = await openFixture('echo');
    expect(value('again', 20)).toBe(21);
    expect(value('total')).toBe(21n);
    expect(value('guarded', 'no')).toBe(-1);
    expect(value('limited')).toBe(-2);
    expect(value('missing')).toBe(-3);
    expect(value('total')).toBe(31n);
    expect(value('again', 5)).toBe(6);
    await session.close();
  });

  it('12 §8 texts of failed calls are quoted as the reference quotes them', async () => {
    const { value, session } = await openFixture('echo');
    const quoted = (text: string): string => {
      try {
        value('nested', text);
      } catch (error) {
        return (error as { details: { text: string } }).details.text;
      }
      return '';
    };
    expect(quoted('a "b" \\ c')).toBe('Inner call should succeed: Panic("a \\"b\\" \\\\ c")');
    expect(quoted('x\n\t\r\0y')).toBe('Inner call should succeed: Panic("x\\n\\t\\r\\0y")');
    expect(quoted('\x01\x1f\x7f')).toBe('Inner call should succeed: Panic("\\u{1}\\u{1f}\\u{7f}")');
    expect(quoted('é')).toBe('Inner call should succeed: Panic("é")');
    await session.close();
  });

  it('12 §0 amounts refuse to overflow', async () => {
    const { value, session } = await openFixture('echo');
    const big = 2n ** 64n - 1n;
    expect(value('sums', { a: 5n, b: 6n })).toBe(16n);
    for (const [a, b] of [
      [big, 1n],
      [2n ** 63n, 0n],
      [big / 2n, 2n],
    ] as const) {
      expect(() => value('sums', { a, b })).toThrow('OVERFLOW');
    }
    await session.close();
  });
});

describe('01 §4 JubJub inside a contract', () => {
  it('01 §4.2 multiples of the generator and compressed points equal the crypto package', async () => {
    const { value, session } = await openFixture('echo');
    for (const n of [1n, 2n, 3n, 90n, 2n ** 32n + 17n, 2n ** 64n - 1n]) {
      const point = mulJubJub(n, JUBJUB_GENERATOR);
      expect(toHex(value('multiple', n) as Uint8Array)).toBe(toHex(encodeJubJubAffineArchive(point)));
      expect(toHex(value('normal', encodeArchive(jubjubArchive, extendJubJub(point))) as Uint8Array)).toBe(
        toHex(encodeJubJub(point)),
      );
    }
    expect(toHex(value('normal', encodeArchive(jubjubArchive, extendJubJub(JUBJUB_GENERATOR))) as Uint8Array)).toBe(
      toHex(encodeJubJub(JUBJUB_GENERATOR)),
    );
    await session.close();
  });
});

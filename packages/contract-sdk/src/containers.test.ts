import { toHex } from '@eventide/base';
import { decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import { frArchive, NoteTree, poseidonDigest } from '@eventide/crypto';
import { seededRandom } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { ID, openFixture } from './fixtureContracts.fixture.ts';

/** 32 bytes whose number, lowest byte first, is `n`: the map orders by it. */
const scalar = (n: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n));
const key = (n: number): Uint8Array =>
  Uint8Array.from({ length: 193 }, (_, i) => (i === 90 ? n >> 8 : i === 91 ? n & 255 : 5));

/** Numbers in [0, 1). */
function uniform(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random() / 2 ** 32;
}

/** The fixture's own numbers. */
function splitMix(): () => bigint {
  let seed = 0n;
  const u64 = (n: bigint): bigint => BigInt.asUintN(64, n);
  return () => {
    seed = u64(seed + 0x9e3779b97f4a7c15n);
    let z = u64((seed ^ (seed >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = u64((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

describe('12 §3 containers against models, over sessions that restart globals', () => {
  it.each(['random', 'ascending', 'descending'] as const)('12 §3.1 set of scalars, %s keys', async (kind) => {
    const { value, session } = await openFixture('containers');
    const random = uniform(kind.length);
    const model = new Map<string, bigint>();
    for (let i = 0; i < 700; i++) {
      const n =
        kind === 'random'
          ? BigInt(Math.floor(random() * 400)) << 190n
          : BigInt(kind === 'ascending' ? i : 5000 - i) << 40n;
      const bytes = scalar(n);
      if (random() < 0.75) {
        expect(value('add', bytes)).toBe(!model.has(toHex(bytes)));
        model.set(toHex(bytes), n);
      } else expect(value('remove', bytes)).toBe(model.delete(toHex(bytes)));
      if (i % 100 === 0) await session.commit();
    }
    expect(value('size')).toBe(BigInt(model.size));
    const sorted = [...model.values()].sort((a, b) => (a < b ? -1 : 1));
    expect(value('all')).toEqual(sorted.map(scalar));
    for (const n of sorted.slice(0, 20)) expect(value('has', scalar(n))).toBe(true);
    expect(value('has', scalar(3n))).toBe(model.has(toHex(scalar(3n))));
    value('clear');
    expect(value('all')).toEqual([]);
    expect(value('add', scalar(9n))).toBe(true);
    expect(value('all')).toEqual([scalar(9n)]);
    await session.close();
  });

  it('12 §11 entries of 193-byte keys keep every write while leaves split', async () => {
    const { value, session } = await openFixture('containers');
    const random = uniform(7);
    const model = new Map<number, bigint>();
    for (let i = 0; i < 600; i++) {
      const n = Math.floor(random() * 250);
      model.set(n, (model.get(n) ?? 0n) + BigInt(i));
      expect(value('credit', { key: key(n), value: BigInt(i) })).toBe(model.get(n));
    }
    for (const [n, balance] of model) expect(value('balance', key(n))).toBe(balance);
    expect(value('balance', key(9999))).toBe(0n);
    await session.close();
  });

  it('12 §3.1 integer keys, lists over segment edges, rings, bytes', async () => {
    const { value, session } = await openFixture('containers');
    for (let i = 0n; i < 300n; i++) {
      value('put', { key: (i * 7919n) % 1000n, value: i });
      expect(value('push', i * 3n)).toBe(i);
      expect(value('push_row', { a: i, b: scalar(i) })).toBe(i);
      value('turn', scalar(i));
    }
    for (let i = 0n; i < 300n; i += 7n) {
      expect(value('get', (i * 7919n) % 1000n)).toBe(i);
      expect(value('at', i)).toBe(i * 3n);
      expect(value('row', i)).toEqual({ a: i, b: scalar(i) });
    }
    expect(() => value('at', 300n)).toThrow('INDEX');
    expect([294n, 295n, 299n].map((i) => value('in_ring', scalar(i)))).toEqual([false, true, true]);
    for (const length of [0, 1, 64, 65, 5000, 3]) {
      const data = Uint8Array.from({ length }, (_, i) => i & 255);
      value('keep', data);
      expect(value('kept')).toEqual(data);
    }
    await session.close();
  });

  it('03 §3.5 Merkle tree: roots and branches equal the note tree of the crypto package', async () => {
    const { value, session } = await openFixture('containers');
    const tree = new NoteTree();
    expect(value('tree_root')).toEqual(new Uint8Array(32));
    for (let i = 0n; i < 70n; i++) {
      const leaf = i * 1_000_003n + 1n;
      tree.insert(i, leaf);
      expect(value('grow', encodeArchive(frArchive, leaf))).toBe(i);
      if (i % 9n === 0n || i > 62n) expect(decodeArchive(frArchive, value('tree_root') as Uint8Array)).toBe(tree.root);
    }
    for (const pos of [0n, 3n, 17n, 63n, 64n, 69n]) {
      const nodes = (value('branch', pos) as Uint8Array[]).map((bytes) => decodeArchive(frArchive, bytes));
      expect(poseidonDigest('merkle4', nodes.slice(0, 4))).toBe(tree.root);
      expect(nodes[64 + Number(pos % 4n)]).toBe(pos * 1_000_003n + 1n);
    }
    await session.close();
  });

  it('12 §3.2 a growing set holds what was added once, in order, while its runs are merged', async () => {
    const { value, session } = await openFixture('containers');
    const draws = splitMix();
    const model = new Set<bigint>();
    for (const [count, below] of [
      [1n, 1n << 60n],
      [2_016n, 1n << 60n],
      [30_000n, 1n << 60n],
      [60_000n, 50_000n],
      [7n, 1n << 60n],
    ] as const) {
      const before = model.size;
      for (let i = 0n; i < count; i++) model.add(draws() % below);
      expect(value('draw_tickets', { count, below })).toBe(BigInt(model.size - before));
      await session.commit();
    }
    const sorted = [...model].sort((a, b) => (a < b ? -1 : 1));
    expect(value('all_tickets')).toEqual(sorted);
    for (let i = 0; i < sorted.length; i += 331) {
      const ticket = sorted[i] as bigint;
      expect(value('is_drawn', ticket)).toBe(true);
      expect(value('is_drawn', ticket + 1n)).toBe(model.has(ticket + 1n));
    }
    expect(value('is_drawn', (1n << 64n) - 1n)).toBe(false);
    await session.close();
  });

  it.each(['ascending', 'descending', 'random'] as const)('12 §3.2 growing set of scalars, %s keys', async (kind) => {
    const { value, session } = await openFixture('containers');
    expect(value('all_spent')).toEqual([]);
    expect(value('is_spent', scalar(0n))).toBe(false);
    const random = uniform(kind.length);
    const model = new Map<string, bigint>();
    for (let i = 0; i < 400; i++) {
      const n =
        kind === 'random'
          ? BigInt(Math.floor(random() * 300)) << 200n
          : BigInt(kind === 'ascending' ? i : 400 - i) << 70n;
      expect(value('spend', scalar(n))).toBe(!model.has(toHex(scalar(n))));
      model.set(toHex(scalar(n)), n);
    }
    expect(value('spent_size')).toBe(BigInt(model.size));
    const sorted = [...model.values()].sort((a, b) => (a < b ? -1 : 1));
    expect(value('all_spent')).toEqual(sorted.map(scalar));
    for (const n of sorted.slice(0, 50)) {
      expect(value('is_spent', scalar(n))).toBe(true);
      expect(value('is_spent', scalar(n + 1n))).toBe(model.has(toHex(scalar(n + 1n))));
    }
    await session.close();
  });

  it('12 §3.2 a growing set gives the pages of merged runs back', async () => {
    const { value, session } = await openFixture('containers');
    value('spend_many', 120_000n);
    // 120,000 × 32 bytes are 59 pages; what is not yet full adds a few.
    expect(value('reached')).toBeLessThan(59 + 30);
    await session.close();
  });

  it('12 §3.2 a nullifier set writes 3 pages on mean at most, and a block of insertions few', async () => {
    const { value, session } = await openFixture('containers');
    value('spend_many', 50_000n);
    await session.commit();
    let pages = 0;
    for (let i = 0; i < 60; i++) {
      value('spend_many', 1n);
      await session.commit();
      pages += session.pagesWritten(ID).size;
    }
    expect(pages / 60).toBeLessThanOrEqual(3);
    value('spend_many', 400n);
    await session.commit();
    expect(session.pagesWritten(ID).size).toBeLessThan(12);
    await session.close();
  });

  it('12 §2.4 mulDiv keeps the product whole', async () => {
    const { value, session } = await openFixture('containers');
    const big = 2n ** 64n - 1n;
    for (const [a, b, c] of [
      [big, big, big],
      [big, 1_000_000_007n, big - 5n],
      [6n, 7n, 4n],
      [1n << 40n, 1n << 40n, 3n << 30n],
      [0n, 5n, 9n],
    ] as const) {
      expect(value('ratio', { a, b, c })).toBe((a * b) / c);
    }
    expect(() => value('ratio', { a: big, b: 3n, c: 2n })).toThrow('OVERFLOW');
    expect(() => value('ratio', { a: 1n, b: 3n, c: 0n })).toThrow('OVERFLOW');
    await session.close();
  });
});

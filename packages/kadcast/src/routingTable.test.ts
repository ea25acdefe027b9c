import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { idAtDistance } from './peerId.ts';
import { BUCKET_SIZE, RoutingTable } from './routingTable.ts';

const own = new Uint8Array(16);
const options = { nodeTtlMs: 1000, nodeEvictAfterMs: 100, bucketTtlMs: 5000 };
const makeTable = (): RoutingTable => new RoutingTable(own, options, seededRandom(1));

/** Node `number` of the bucket at `height`. */
function node(height: number, number: number) {
  const id = idAtDistance(own, height);
  id[0] = (id[0] as number) ^ number;
  return { id, nonce: new Uint8Array(4), address: { host: `10.0.${height}.${number}`, port: 9000 }, networkId: 1 };
}

function full(nowMs: number): RoutingTable {
  const table = makeTable();
  for (let i = 0; i < BUCKET_SIZE; i++) table.insert(node(100, i), nowMs);
  return table;
}

describe('07 §5.1 insert', () => {
  test('new, known, own', () => {
    const table = makeTable();
    expect(table.insert(node(100, 1), 0).kind).toBe('inserted');
    expect(table.insert(node(100, 1), 1).kind).toBe('updated');
    expect(table.insert({ ...node(100, 1), id: own }, 1).kind).toBe('self');
    expect(table.size).toBe(1);
  });

  test('a full bucket of live nodes takes nobody', () => {
    const table = full(0);
    expect(table.insert(node(100, 50), 999)).toEqual({ kind: 'full' });
    expect(table.size).toBe(BUCKET_SIZE);
  });

  test('the arguments are copied', () => {
    const table = makeTable();
    const entry = node(100, 1);
    table.insert(entry, 0);
    const id = entry.id.slice();
    entry.id.fill(7);
    expect(table.get(id)?.address).toEqual(entry.address);
  });
});

describe('07 §5.2 eviction', () => {
  test('the oldest is probed, and goes if it stays silent', () => {
    const table = full(0);
    const pending = table.insert(node(100, 50), 1000);
    expect(pending).toMatchObject({ kind: 'pending', probe: { address: { host: '10.0.100.0' } } });
    expect(table.insert(node(100, 51), 1099)).toMatchObject({ kind: 'pending' });
    // The second newcomer took the waiting place of the first.
    expect(table.insert(node(100, 51), 1100)).toMatchObject({ kind: 'updated' });
    expect(table.get(node(100, 0).id)).toBeUndefined();
    expect(table.get(node(100, 50).id)).toBeUndefined();
    expect(table.get(node(100, 51).id)).toBeDefined();
    expect(table.size).toBe(BUCKET_SIZE);
  });

  test('an answer saves it', () => {
    const table = full(0);
    table.insert(node(100, 50), 1000);
    expect(table.insert(node(100, 0), 1050).kind).toBe('updated');
    for (let i = 1; i < BUCKET_SIZE; i++) table.insert(node(100, i), 1060);
    expect(table.insert(node(100, 50), 1200).kind).toBe('full');
    expect(table.get(node(100, 0).id)).toBeDefined();
  });

  test('a waiting node that fell silent itself is forgotten', () => {
    const table = full(0);
    table.insert(node(100, 50), 1000);
    table.insert(node(100, 51), 2500);
    expect(table.get(node(100, 50).id)).toBeUndefined();
    expect(table.get(node(100, 51).id)).toBeDefined();
    expect(table.size).toBe(BUCKET_SIZE);
  });

  test('refresh knows the known only', () => {
    const table = full(0);
    expect(table.refresh(node(100, 3).id, 10)).toMatchObject({ kind: 'updated' });
    expect(table.refresh(node(100, 60).id, 10)).toEqual({ kind: 'unknown' });
    expect(table.refresh(node(50, 1).id, 10)).toEqual({ kind: 'unknown' });
    expect(table.refresh(own, 10)).toEqual({ kind: 'unknown' });
  });
});

describe('07 §5.3 maintenance', () => {
  test('idle heights: none of the fresh, all without bucket, not the emptied', () => {
    const table = makeTable();
    table.insert(node(100, 1), 0);
    table.insert(node(90, 1), 0);
    table.insert(node(90, 2), 4000);
    table.remove(node(100, 1).id);
    expect(table.idleHeights(4999)).toHaveLength(126);
    expect(table.idleHeights(5000)).toContain(90);
    expect(table.idleHeights(5000)).not.toContain(100);
  });

  test('silent nodes go, the live waiting one comes in', () => {
    const table = full(0);
    table.insert(node(100, 50), 1500);
    table.insert(node(90, 1), 1500);
    expect(table.silent(1500)).toHaveLength(BUCKET_SIZE);
    expect(table.removeSilent(1500)).toBe(BUCKET_SIZE);
    expect([...table.nodes()].map((n) => n.address.host)).toEqual(['10.0.90.1', '10.0.100.50']);
  });
});

describe('07 §5.4 closest', () => {
  test('by height of the distance to the target, itself left out', () => {
    const table = makeTable();
    for (let i = 0; i < 15; i++) table.insert(node(100, i), 0);
    for (let i = 0; i < 15; i++) table.insert(node(80, i), 0);
    const target = node(100, 3).id;
    const closest = table.closest(target);
    expect(closest).toHaveLength(20);
    expect(closest.slice(0, 14).every((n) => n.address.host.startsWith('10.0.100.'))).toBe(true);
    expect(closest.some((n) => n.address.host === '10.0.100.3')).toBe(false);
  });

  test('room', () => {
    const table = full(0);
    expect(table.hasRoomFor(node(100, 50).id)).toBe(false);
    expect(table.hasRoomFor(node(90, 1).id)).toBe(true);
    expect(table.hasRoomFor(own)).toBe(false);
    table.insert(node(90, 1), 0);
    expect(table.hasRoomFor(node(90, 1).id)).toBe(false);
    expect(table.hasRoomFor(node(90, 2).id)).toBe(true);
  });
});

describe('07 §7.1 delegates', () => {
  test('at most three distinct of each bucket up to the height', () => {
    const table = full(0);
    table.insert(node(80, 1), 0);
    table.insert(node(120, 1), 0);
    const chosen = table.delegates(100, 3, 0);
    expect(chosen.map(({ height, nodes }) => [height, new Set(nodes).size])).toEqual([
      [80, 1],
      [100, 3],
    ]);
    expect(table.delegates(127, 3, 0)).toHaveLength(3);
    expect(table.delegates(79, 3, 0)).toEqual([]);
  });

  test('silent nodes only where live ones are short', () => {
    const table = full(0);
    table.refresh(node(100, 7).id, 900);
    for (let i = 0; i < 20; i++) {
      const [bucket] = table.delegates(127, 3, 1500);
      expect(bucket?.nodes).toHaveLength(3);
      expect(bucket?.nodes.map((n) => n.address.host)).toContain('10.0.100.7');
    }
  });

  test('alive nodes', () => {
    const table = full(0);
    table.refresh(node(100, 7).id, 900);
    expect(table.alive(1500, 10).map((n) => n.address.host)).toEqual(['10.0.100.7']);
    expect(table.alive(500, 8)).toHaveLength(8);
  });
});

import { type Block, emptyAttestation, genesisHeader, type Header } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { type OwnView, Synchroniser } from './decide.ts';

const hash = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (i < 4 ? (n >> (8 * i)) & 0xff : 1));
const header = (height: number, iteration = 1, own = height, parent = height - 1): Header => ({
  ...genesisHeader(0n, hash(0)),
  height: BigInt(height),
  iteration,
  hash: hash(own),
  prevBlockHash: hash(parent),
  att: emptyAttestation(),
});
const block = (...args: Parameters<typeof header>): Block => ({ header: header(...args), txs: [], faults: [] });
const view = (tip: number, lastFinal = tip - 2): OwnView => ({
  tip: BigInt(tip),
  lastFinal: BigInt(lastFinal),
  header: (height) => (height <= tip && height >= lastFinal ? header(Number(height)) : undefined),
});
const kinds = (actions: readonly { kind: string }[]): string[] => actions.map(({ kind }) => kind);
const MINUTE = 60_000;

/** A node at height 10 that heard of 50 and got 11 from the same peer. */
function behind(): Synchroniser {
  const sync = new Synchroniser(0);
  sync.block(block(50), 'p', 0, view(10));
  sync.block(block(11), 'p', 1, view(10));
  return sync;
}

describe('06 §17 in sync', () => {
  test('the successor of the tip is accepted, consensus goes on from it', () => {
    const sync = new Synchroniser(0);
    expect(kinds(sync.block(block(11), 'p', 0, view(10)))).toEqual(['accept']);
    expect(kinds(sync.accepted(0, view(11), true))).toEqual(['startConsensus']);
  });

  test('at the height of the tip: lower iterations replace, higher ones are answered with ours', () => {
    const sync = new Synchroniser(0);
    expect(kinds(sync.block(block(10, 0, 99), 'p', 0, view(10)))).toEqual(['replace']);
    expect(sync.block(block(10, 2, 98), 'p', 0, view(10))).toEqual([{ kind: 'sendOurs', height: 10n, peer: 'p' }]);
    expect(sync.block(block(10, 1, 97), 'p', 0, view(10))).toEqual([]);
  });

  test('settled, foreign and losing blocks are ignored', () => {
    const sync = new Synchroniser(0);
    expect(sync.block(block(8, 0, 99), 'p', 0, view(10))).toEqual([]);
    expect(sync.block(block(10, 0, 99, 77), 'p', 0, view(10))).toEqual([]);
    sync.lost(hash(99));
    expect(sync.block(block(10, 0, 99), 'p', 0, view(10))).toEqual([]);
    sync.accepted(0, view(10), true);
    expect(sync.isBlacklisted(hash(99))).toBe(false);
  });

  test('a block far ahead asks its sender for the next one first; only he leads out of sync', () => {
    const sync = new Synchroniser(0);
    expect(sync.block(block(50), 'p', 0, view(10))).toEqual([{ kind: 'request', heights: [11n], peer: 'p' }]);
    expect(sync.block(block(60), 'q', 0, view(10))).toEqual([]);
    expect(kinds(sync.block(block(11), 'q', 0, view(10)))).toEqual(['accept']);
    expect(sync.inSync).toBe(true);
    expect(kinds(sync.block(block(11), 'p', 0, view(10)))).toEqual(['accept', 'request']);
    expect(sync.inSync).toBe(false);
  });

  test('an unproven quorum of round 0 or of the far future costs one request', () => {
    const sync = new Synchroniser(0);
    expect(sync.quorum(0n, 'p', 0, view(10))).toEqual([]);
    expect(sync.quorum(11n, 'p', 0, view(10))).toEqual([]);
    expect(sync.quorum(2n ** 64n - 1n, 'p', 0, view(10))).toEqual([{ kind: 'request', heights: [11n], peer: 'p' }]);
    expect(sync.quorum(2n ** 64n - 1n, 'q', 0, view(10))).toEqual([]);
    sync.heartbeat(10_001, view(10));
    expect(kinds(sync.quorum(90n, 'q', 10_002, view(10)))).toEqual(['request']);
  });
});

describe('06 §17 out of sync', () => {
  test('asks for a window of at most 100 missing heights', () => {
    const sync = new Synchroniser(0);
    sync.block(block(500), 'p', 0, view(10));
    const [, request] = sync.block(block(11), 'p', 1, view(10));
    if (request?.kind !== 'request') throw new Error('a request was expected');
    expect([request.heights.length, request.heights[0], request.peer]).toEqual([100, 12n, 'p']);
  });

  test('takes blocks in order, from the pool too, and starts consensus at the target', () => {
    const sync = behind();
    for (let height = 13; height <= 50; height++) sync.block(block(height), 'p', 2, view(11));
    expect(kinds(sync.block(block(12), 'p', 3, view(11)))).toEqual(['accept']);
    const next = sync.accepted(4, view(12), false)[0];
    expect(next).toMatchObject({ kind: 'accept', block: { header: { height: 13n } } });
    for (let tip = 13; tip < 50; tip++) expect(kinds(sync.accepted(5, view(tip), false))).toContain('accept');
    expect(kinds(sync.accepted(6, view(50), false))).toEqual(['startConsensus']);
    expect(sync.inSync).toBe(true);
    expect(sync.pooled).toBe(0);
  });

  test('three tries without progress end it', () => {
    const sync = behind();
    expect(kinds(sync.heartbeat(5_002, view(11)))).toEqual(['request']);
    expect(kinds(sync.heartbeat(10_003, view(11)))).toEqual(['request']);
    expect(kinds(sync.heartbeat(15_004, view(11)))).toEqual(['startConsensus']);
    expect(sync.inSync).toBe(true);
  });

  test('the pool is bounded and prefers low heights', () => {
    const sync = behind();
    for (let height = 3_000; height > 1_500; height--) sync.block(block(height), 'p', 2, view(11));
    expect(sync.pooled).toBe(1_000);
    expect(sync.block(block(12), 'p', 3, view(11))).toMatchObject([{ kind: 'accept' }]);
  });
});

describe('06 §17 stalled', () => {
  test('asks for what follows the last final block after a minute, and again every half minute', () => {
    const sync = new Synchroniser(0);
    expect(sync.heartbeat(MINUTE, view(10))).toEqual([]);
    expect(sync.heartbeat(MINUTE + 1, view(10))).toEqual([{ kind: 'askBlocks', height: 8n }]);
    expect(sync.heartbeat(MINUTE + 30_001, view(10))).toEqual([]);
    expect(kinds(sync.heartbeat(MINUTE + 30_002, view(10)))).toEqual(['askBlocks']);
  });

  test('a worse branch is followed only if others went on along it', () => {
    const sync = new Synchroniser(0);
    const late = MINUTE + 5_000;
    expect(kinds(sync.block(block(10, 3, 99), 'p', late, view(10)))).toEqual(['sendOurs']);
    sync.quorum(13n, 'q', late, view(10));
    expect(kinds(sync.block(block(10, 3, 99), 'p', late, view(10)))).toEqual(['replace']);
    expect(sync.block(block(8, 3, 99), 'p', late, view(10))).toEqual([]);
  });

  test('a block that lost may win after all', () => {
    const sync = new Synchroniser(0);
    sync.lost(hash(99));
    sync.heartbeat(MINUTE + 1, view(10));
    expect(sync.isBlacklisted(hash(99))).toBe(false);
  });

  test('a new tip ends it', () => {
    const sync = new Synchroniser(0);
    sync.accepted(MINUTE, view(11), false);
    expect(sync.isStalled(2 * MINUTE)).toBe(false);
    expect(sync.heartbeat(2 * MINUTE, view(11))).toEqual([]);
  });
});

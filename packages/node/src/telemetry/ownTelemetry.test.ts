import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metrics } from '@eventide/base';
import { encode } from '@eventide/codec';
import { generatorOf, type Provisioners, sortProvisioners } from '@eventide/consensus';
import { blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { Block, Header, PublicKeyBytes } from '@eventide/ledger';
import { afterAll, describe, expect, test } from 'vitest';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { backupAgeMs, noteBackup } from '../backup/lastBackup.ts';
import { createClockComparison } from './clockComparison.ts';
import { countOwn } from './ownMeters.ts';

const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

describe('13 §8 clock beside others', () => {
  /** Blocks of `generators`, each heard at once by clocks that are `skewSec` apart, travelling `travelSec`. */
  function offset(skewSec: number, { travelSec = 0.2, generators = 4, rounds = 8, liar = false } = {}): number {
    const clock = createClockComparison();
    for (let round = 0; round < rounds; round++) {
      const truthSec = 1_000 + round * 2.37;
      const generator = round % generators;
      const theirsSec = liar && generator === 0 ? truthSec + 60 : truthSec;
      const id = hash(round);
      clock.heard(id, (truthSec + travelSec + skewSec) * 1_000);
      clock.heard(id, (truthSec + travelSec + skewSec + 30) * 1_000);
      clock.accepted({ hash: id, timestampSec: BigInt(Math.floor(theirsSec)), generator: hash(200 + generator) });
    }
    return clock.offsetSec();
  }

  test.each([0, 0.3, -0.3])('%d s are within what blocks can tell', (skew) => expect(offset(skew)).toBe(0));

  test.each([3, 10, 3_600])('%d s ahead or behind: told, and never more than it is', (skew) => {
    const [ahead, behind] = [offset(skew), offset(-skew)];
    expect(ahead).toBeGreaterThan(1);
    expect(ahead).toBeLessThanOrEqual(skew);
    expect(behind).toBeLessThan(-1);
    expect(behind).toBeGreaterThanOrEqual(-skew);
  });

  test('one wrong clock of four moves nothing', () => expect(offset(0, { liar: true })).toBe(0));

  test('blocks that were never heard as candidates, as all that are caught up, say nothing', () => {
    const clock = createClockComparison();
    clock.accepted({ hash: hash(1), timestampSec: 5n, generator: hash(2) });
    expect(clock.offsetSec()).toBe(0);
  });

  test('many generators stay bounded: the newest count', () => {
    expect(offset(10, { generators: 90, rounds: 200 })).toBeGreaterThan(8);
  });
});

describe('13 §8 own slots', () => {
  const keys = [3n, 5n, 7n].map((secret) => encode(blsPublicKeyCodec, blsPublicKey(secret)));
  const drawn: Provisioners = sortProvisioners(
    keys.map((key) => ({ key, stake: 1_000_000_000_000_000n, eligibleSince: 0n })),
  );

  /** A chain of which block `i` took `iterations[i]` failed iterations; what was counted for `key`. */
  function counted(iterations: readonly number[], key: PublicKeyBytes | undefined, inSync = true) {
    const sums: Record<string, number> = {};
    const metrics = {
      counter: ({ name }: { readonly name: string }) => ({
        add: (by = 1) => {
          sums[name] = (sums[name] ?? 0) + by;
        },
      }),
    } as unknown as Metrics;
    let tip = { height: 0n, hash: hash(0), seed: new Uint8Array(48) } as unknown as Header;
    const hear = countOwn(metrics, { key, tip: () => tip, provisioners: () => drawn, inSync: () => inSync });
    let [made, missed] = [0, 0];
    for (const [i, iteration] of iterations.entries()) {
      const height = tip.height + 1n;
      for (let at = 0; at <= iteration; at++) {
        const generator = generatorOf(drawn, { seed: tip.seed, round: height, iteration: at }) as Uint8Array;
        if (key === undefined || Buffer.compare(generator, key) !== 0) continue;
        if (at === iteration) made += 1;
        else missed += 1;
      }
      const header = {
        height,
        iteration,
        prevBlockHash: tip.hash,
        hash: hash(i + 1),
        seed: new Uint8Array(48).fill(i + 1),
      };
      tip = header as unknown as Header;
      hear({ kind: 'accepted', block: { header, faults: [] } as unknown as Block } as NodeEvent);
    }
    const of = (name: string): number => sums[`eventide_own_${name}_total`] ?? 0;
    return { found: [of('blocks'), of('slots_missed')], wanted: [made, missed] };
  }

  test('blocks and slots without one, by the drawing of each round', () => {
    const iterations = Array.from({ length: 40 }, (_, i) => i % 3);
    for (const key of keys) {
      const { found, wanted } = counted(iterations, key);
      expect(found).toEqual(wanted);
      expect(Math.min(...found)).toBeGreaterThan(0);
    }
  });

  test('history that is caught up and observers miss nothing', () => {
    expect(counted([2, 2, 2, 2, 2, 2], keys[0], false).found[1]).toBe(0);
    expect(counted([2, 2, 2], undefined).found).toEqual([0, 0]);
  });
});

describe('13 §8 age of the backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-age-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('since the folder was made, then since the last one', async () => {
    const now = Date.now();
    expect(await backupAgeMs(folder, now + 5_000)).toBeLessThan(60_000);
    await noteBackup(folder, new Date(now - 90_000_000).toISOString());
    expect(await backupAgeMs(folder, now)).toBe(90_000_000);
    await noteBackup(folder, new Date(now - 1_000).toISOString());
    expect(await backupAgeMs(folder, now)).toBe(1_000);
    writeFileSync(join(folder, 'backup.json'), 'damaged');
    utimesSync(folder, 1, 1);
    expect(await backupAgeMs(folder, now)).toBeLessThan(60_000);
  });
});

import type { CompactPage } from '@eventide/sdk/wallet/scan/compactNote';
import { COMPACT_SIZE } from '@eventide/sdk/wallet/scan/compactNote';
import type { NotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';
import { describe, expect, test } from 'vitest';
import { genesisNote } from './genesisNote.ts';

const KEY_AT = 73;
const POS_AT = 105;

/** Notes whose key is their position, in four bytes; those from `genesis` on are of block 1. */
function feedOf(total: number, genesis: number): NotesFeed & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    page: async (from, limit): Promise<CompactPage> => {
      asked.push(from);
      const count = Math.max(0, Math.min(limit, total - from));
      const page = new Uint8Array(count * COMPACT_SIZE);
      for (let i = 0; i < count; i++) {
        const view = new DataView(page.buffer, i * COMPACT_SIZE, COMPACT_SIZE);
        view.setBigUint64(0, from + i < genesis ? 0n : 1n, true);
        view.setUint32(KEY_AT, from + i);
        view.setBigUint64(POS_AT, BigInt(from + i), true);
      }
      return page;
    },
  };
}

function keyOf(position: number): Uint8Array {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(0, position);
  return key;
}

describe('13 §6 notes of the genesis block by their key', () => {
  test.each([0, 7, 499, 500, 1_200])('position %s', async (position) => {
    expect(await genesisNote(feedOf(3_000, 1_201), keyOf(position))).toBe(BigInt(position));
  });

  test('later notes are not looked at, and end the search', async () => {
    const feed = feedOf(100_000, 600);
    expect(await genesisNote(feed, keyOf(600))).toBeNull();
    expect(feed.asked).toEqual([0, 500]);
  });

  test('a chain without notes, one with genesis notes alone, one without end', async () => {
    expect(await genesisNote(feedOf(0, 0), keyOf(0))).toBeNull();
    expect(await genesisNote(feedOf(500, 500), keyOf(500))).toBeNull();
    const endless = feedOf(1_000_000, 1_000_000);
    expect(await genesisNote(endless, keyOf(999_999))).toBeNull();
    expect(endless.asked).toHaveLength(40);
  });
});

import type { Fl } from '@eventide/crypto/fields/fl';
import type { Fr } from '@eventide/crypto/fields/fr';
import { ownsAddressMany, type ViewKey } from '@eventide/crypto/keys/phoenix';
import { scanNote } from '@eventide/tx/phoenix/scan';
import { addressesOf, COMPACT_SIZE, type CompactPage, countNotes, leavesOf, readCompactNote } from './compactNote.ts';

/** A note of one of the view keys. */
export type FoundNote = {
  /** Of the note in its page. */
  readonly index: number;
  /** Of the view key. */
  readonly key: number;
  readonly value: bigint;
  readonly blinder: Fl;
};

export type ScanResult = {
  /** Leaf of each note. */
  readonly leaves: readonly Fr[];
  readonly found: readonly FoundNote[];
};

/** Tries notes with view keys and makes their leaves. Where it computes is its maker's choice. */
export type Scanner = {
  /** @throws FaultError FAULT_WORKER, NetworkError NETWORK_BAD_ANSWER; the signal's reason */
  scan(keys: readonly ViewKey[], page: CompactPage, signal?: AbortSignal): Promise<ScanResult>;
  close(): Promise<void>;
};

/** Notes tried before other work of the thread gets its turn. */
const SLICE = 256;

/** A scanner on this thread, which gives way every 256 notes. Spec: 13 §4 */
export function createInlineScanner(): Scanner {
  return {
    async scan(keys, page, signal) {
      const leaves: Fr[] = [];
      const found: FoundNote[] = [];
      for (let first = 0; first < countNotes(page); first += SLICE) {
        signal?.throwIfAborted();
        const slice = page.subarray(first * COMPACT_SIZE, (first + SLICE) * COMPACT_SIZE);
        const result = scanPage(keys, slice);
        for (const leaf of result.leaves) leaves.push(leaf);
        for (const note of result.found) found.push({ ...note, index: note.index + first });
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return { leaves, found };
    },
    close: async () => {},
  };
}

/**
 * All notes of a page on this thread. Cost: for each key and note one multiplication of a point and one of the generator; per note two
 * decoded points and two permutations. Spec: 03 §2, §3
 */
export function scanPage(keys: readonly ViewKey[], page: CompactPage): ScanResult {
  const addresses = addressesOf(page);
  const found: FoundNote[] = [];
  keys.forEach((view, key) => {
    ownsAddressMany(view, addresses).forEach((owned, index) => {
      if (!owned) return;
      // The decoder refuses points outside the subgroup, the value is checked against its commitment.
      const note = scanNote(view, readCompactNote(page, index));
      if (note !== null) found.push({ index, key, value: note.value, blinder: note.blinder });
    });
  });
  return { leaves: leavesOf(page), found };
}

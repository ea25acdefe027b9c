import { equalBytes } from '@eventide/base';
import { addressesOf, countNotes, placeOf } from '@eventide/sdk/wallet/scan/compactNote';
import type { NotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';

const PAGE_NOTES = 500;
/** More notes than any genesis has. */
const MOST_PAGES = 40;
const POINT_BYTES = 32;

/**
 * Position of the note of the genesis block with this key; null if it has none. No event tells of these notes, so no archive knows them:
 * they are looked through here, from the first on, and the node does not learn for which. Spec: 13 §6, 05 §8
 */
export async function genesisNote(feed: NotesFeed, key: Uint8Array): Promise<bigint | null> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const notes = await feed.page(page * PAGE_NOTES, PAGE_NOTES);
    const addresses = addressesOf(notes);
    for (let index = 0; index < countNotes(notes); index++) {
      const { height, pos } = placeOf(notes, index);
      if (height > 0n) return null;
      const end = (index + 1) * 2 * POINT_BYTES;
      if (equalBytes(addresses.subarray(end - POINT_BYTES, end), key)) return pos;
    }
    if (countNotes(notes) < PAGE_NOTES) return null;
  }
  return null;
}

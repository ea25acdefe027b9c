import { decodeFeed, toNote, transferAbi } from '@eventide/abi';
import { concatBytes, intToBytesLe, isEventideError } from '@eventide/base';
import { Reader } from '@eventide/codec';
import { BINARY_TYPE } from '@eventide/rues';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { feedContract } from '../../calls/contract.ts';
import { post } from '../../calls/post.ts';
import type { Client } from '../../client.ts';
import { NetworkError } from '../../errors.ts';
import { COMPACT_SIZE, type CompactPage, compactEntry, placeOf } from '../scan/compactNote.ts';

/** A reader of the chain's notes in the order of their positions. */
export type NotesFeed = {
  /** Notes from `fromPos` on, at most `limit`; fewer: there are no more. @throws NetworkError */
  page(fromPos: number, limit: number, signal?: AbortSignal): Promise<CompactPage>;
};

const LEAF_SIZE = 736;

/** Compact notes where the node serves them, else whole leaves by the transfer contract's feed. Spec: 14 §9, 03 §18.5 */
export function createNotesFeed(client: Client): NotesFeed {
  let compact = true;
  return {
    async page(fromPos, limit, signal) {
      if (compact) {
        try {
          return await compactPage(client, fromPos, limit, signal);
        } catch (error) {
          const missing = isEventideError(error, 'NETWORK_UNSUPPORTED');
          const unknown = isEventideError(error, 'NETWORK_REFUSED') && error.details.status === 404;
          if (!missing && !unknown) throw error;
          compact = false;
        }
      }
      return leafPage(client, fromPos, limit, signal);
    },
  };
}

async function compactPage(client: Client, fromPos: number, limit: number, signal?: AbortSignal): Promise<CompactPage> {
  const response = await post(client.transport, '/on/eventide/compact_notes', {
    body: rangeOf(fromPos, limit),
    binary: true,
    headers: { 'content-type': BINARY_TYPE },
    signal,
  });
  const page = await response.bytes(limit * COMPACT_SIZE);
  if (page.length % COMPACT_SIZE !== 0) throw bad('compact_notes', `entries of ${COMPACT_SIZE} bytes`);
  return inOrder(page, fromPos);
}

async function leafPage(client: Client, fromPos: number, limit: number, signal?: AbortSignal): Promise<CompactPage> {
  const entries: Uint8Array[] = [];
  const items = feedContract(client.transport, TRANSFER_CONTRACT, 'sync', rangeOf(fromPos, limit), LEAF_SIZE, {
    signal,
  });
  for await (const chunk of items) {
    const r = new Reader(chunk);
    while (r.remaining > 0) {
      const { blockHeight, note } = decodeFeed(transferAbi, 'sync', r.bytes(LEAF_SIZE));
      entries.push(compactEntry(blockHeight, toNote(note)));
      if (entries.length > limit) throw bad('sync', `at most ${limit} leaves`);
    }
  }
  return inOrder(concatBytes(...entries), fromPos);
}

/** Positions must be without a gap, or the tree would be another. */
function inOrder(page: CompactPage, fromPos: number): CompactPage {
  let height = 0n;
  for (let i = 0; i < page.length / COMPACT_SIZE; i++) {
    const place = placeOf(page, i);
    if (place.pos !== BigInt(fromPos + i)) throw bad(`note ${fromPos + i}`, 'positions in a row');
    if (place.height < height) throw bad(`note ${fromPos + i}`, 'heights that rise');
    height = place.height;
  }
  return page;
}

function rangeOf(from: number, limit: number): Uint8Array {
  return concatBytes(intToBytesLe(BigInt(from), 8), intToBytesLe(BigInt(limit), 8));
}

function bad(at: string, rule: string): NetworkError {
  return new NetworkError('NETWORK_BAD_ANSWER', { at, rule });
}

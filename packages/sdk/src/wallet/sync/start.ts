import { decodeReturn, transferAbi } from '@eventide/abi';
import { intToBytesLe } from '@eventide/base';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { readContract } from '../../calls/contract.ts';
import type { Client } from '../../client.ts';
import { NetworkError } from '../../errors.ts';
import { placeOf } from '../scan/compactNote.ts';
import { edgeFromOpening, emptyEdge, type TreeEdge } from '../tree/noteTree.ts';
import type { NotesFeed } from './notesFeed.ts';

/**
 * The edge of the note tree before the first note of height `birthday`. The position is found by halving, the border comes from one
 * opening that is checked; both depend on the birthday alone and tell nothing of the wallet's notes. Spec: 13 §4
 * @throws NetworkError NETWORK_STALE if the node changes its chain meanwhile
 */
export async function startEdge(
  client: Client,
  feed: NotesFeed,
  birthday: bigint | null,
  signal?: AbortSignal,
): Promise<TreeEdge> {
  if (birthday === null || birthday <= 0n) return emptyEdge();
  const count = Number(await numNotes(client, signal));
  const size = await firstAt(feed, birthday, count, signal);
  if (size === 0) return emptyEdge();
  const argument = intToBytesLe(BigInt(size - 1), 8);
  const bytes = await readContract(client.transport, TRANSFER_CONTRACT, 'opening', argument, { signal });
  const opening = decodeReturn(transferAbi, 'opening', bytes);
  const edge =
    opening === null
      ? null
      : edgeFromOpening(size, { ...opening, branch: opening.branch, positions: opening.positions });
  if (edge === null) throw new NetworkError('NETWORK_STALE', { at: 'opening', size });
  return edge;
}

/** Notes on the chain. */
export async function numNotes(client: Client, signal?: AbortSignal): Promise<bigint> {
  const bytes = await readContract(client.transport, TRANSFER_CONTRACT, 'num_notes', undefined, { signal });
  return decodeReturn(transferAbi, 'num_notes', bytes);
}

/** The root of the tip's note tree. */
export async function noteRoot(client: Client, signal?: AbortSignal): Promise<bigint> {
  const bytes = await readContract(client.transport, TRANSFER_CONTRACT, 'root', undefined, { signal });
  return decodeReturn(transferAbi, 'root', bytes);
}

/** Position of the first note at or after `height`; `count` if there is none. */
async function firstAt(feed: NotesFeed, height: bigint, count: number, signal?: AbortSignal): Promise<number> {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const page = await feed.page(middle, 1, signal);
    if (page.length === 0) high = middle;
    else if (placeOf(page, 0).height < height) low = middle + 1;
    else high = middle;
  }
  return low;
}

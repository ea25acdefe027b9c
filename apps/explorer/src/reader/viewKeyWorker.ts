import { decode } from '@eventide/codec';
import { viewKeyCodec } from '@eventide/crypto/keys/phoenix';
import { loadKernelsAsync } from '@eventide/kernels';
import { serveRpc } from '@eventide/kit/worker/rpc';
import { createClient, rues } from '@eventide/sdk';
import { countNotes, placeOf } from '@eventide/sdk/wallet/scan/compactNote';
import { scanPage } from '@eventide/sdk/wallet/scan/scanner';
import { createNotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';
import type { ReceivedNote, ViewKeyCalls } from './viewKeyProtocol.ts';

const PAGE_NOTES = 2_000;

const calls: { readonly [K in keyof ViewKeyCalls]: (...args: Parameters<ViewKeyCalls[K]>) => Promise<void> } = {
  list: listNotes,
};

const emit = serveRpc(self as never, calls);

/** Compares every note of the chain with the key; the key itself is in no request. Spec: 13 §6 */
async function listNotes(key: Uint8Array, nodeUrl: string, fromHeight: bigint): Promise<void> {
  const view = decode(viewKeyCodec, key);
  await loadKernelsAsync();
  const client = createClient({ transport: rues(nodeUrl) });
  const feed = createNotesFeed(client);
  try {
    for (let pos = 0; ; ) {
      const page = await feed.page(pos, PAGE_NOTES);
      const { found } = scanPage([view], page);
      const notes = found
        .map(({ index, value }): ReceivedNote => ({ ...placeOf(page, index), value }))
        .filter(({ height }) => height >= fromHeight);
      if (notes.length > 0) emit('found', notes);
      pos += countNotes(page);
      emit('done', pos);
      if (countNotes(page) < PAGE_NOTES) return;
    }
  } finally {
    client.close();
  }
}

import { FaultError } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import { type Entry, type KeyValueStore, MAX_KEY_BYTES, MAX_VALUE_BYTES } from '@eventide/store';

/** More entries than a genesis has. */
const MOST_ENTRIES = 100_000;

/** All entries of a store, length-prefixed. */
const imageCodec: Codec<readonly Entry[]> = {
  write(w, entries) {
    w.u32(entries.length);
    for (const [key, value] of entries) {
      w.bytes32(key);
      w.bytes32(value);
    }
  },
  read(r) {
    const count = r.length32(MOST_ENTRIES);
    const entries: Entry[] = [];
    for (let i = 0; i < count; i++) {
      entries.push([r.bytes32(MAX_KEY_BYTES), r.bytes32(MAX_VALUE_BYTES)]);
    }
    return entries;
  },
};

/** The content of a store as bytes, so that the same first state need not be computed for every network. */
export async function takeImage(store: KeyValueStore): Promise<Uint8Array> {
  const entries: Entry[] = [];
  for await (const entry of store.range()) entries.push(entry);
  return encode(imageCodec, entries);
}

/** Fills an empty store. @throws FaultError FAULT_INTERNAL if it is not empty; CodecError for other bytes */
export async function putImage(store: KeyValueStore, image: Uint8Array): Promise<void> {
  for await (const _ of store.range({ limit: 1 }))
    throw new FaultError('FAULT_INTERNAL', { reason: 'store not empty' });
  await store.batch(decode(imageCodec, image).map(([key, value]) => ({ kind: 'put', key, value })));
}

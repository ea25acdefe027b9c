import { concatBytes, FaultError } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import type { Entry, KeyRange, Operation, ReadView } from './keyValueStore.ts';

export type TableOptions<K, V> = {
  /** For error messages. */
  readonly name: string;
  /** First byte of all its keys, 0 to 254; no two tables of a store share one. */
  readonly id: number;
  /** Its bytes must sort as the keys do: big-endian integers. */
  readonly key: Codec<K>;
  readonly value: Codec<V>;
};

/** Bounds of typed keys; see `KeyRange`. */
export type TableRange<K> = {
  readonly gte?: K | undefined;
  readonly gt?: K | undefined;
  readonly lte?: K | undefined;
  readonly lt?: K | undefined;
  readonly reverse?: boolean | undefined;
  readonly limit?: number | undefined;
};

/**
 * The typed part of a store behind one prefix byte. It reads from any view and builds operations for batches, so that
 * one batch can span tables. Stored bytes that do not decode are a FaultError FAULT_DISK: the disk is damaged.
 */
export type Table<K, V> = {
  get(view: ReadView, key: K): Promise<V | undefined>;
  range(view: ReadView, range?: TableRange<K>): AsyncIterable<readonly [key: K, value: V]>;
  put(key: K, value: V): Operation;
  delete(key: K): Operation;
};

/** @throws RangeError for an id outside 0 … 254 */
export function createTable<K, V>({ name, id, key: keyCodec, value: valueCodec }: TableOptions<K, V>): Table<K, V> {
  if (!Number.isInteger(id) || id < 0 || id > 254) throw new RangeError('a table id is 0 to 254');
  const prefix = Uint8Array.of(id);
  const keyOf = (key: K): Uint8Array => concatBytes(prefix, encode(keyCodec, key));
  const stored = <T>(codec: Codec<T>, bytes: Uint8Array): T => {
    try {
      return decode(codec, bytes);
    } catch (cause) {
      throw new FaultError('FAULT_DISK', { operation: 'decode', table: name }, { cause });
    }
  };
  const bounds = ({ gte, gt, lte, lt, reverse, limit }: TableRange<K>): KeyRange => ({
    gt: gt === undefined ? undefined : keyOf(gt),
    gte: gte !== undefined ? keyOf(gte) : gt === undefined ? prefix : undefined,
    lte: lte === undefined ? undefined : keyOf(lte),
    lt: lt !== undefined ? keyOf(lt) : lte === undefined ? Uint8Array.of(id + 1) : undefined,
    reverse,
    limit,
  });
  const typed = ([key, value]: Entry): readonly [K, V] => [
    stored(keyCodec, key.subarray(1)),
    stored(valueCodec, value),
  ];
  return {
    async get(view, key) {
      const bytes = await view.get(keyOf(key));
      return bytes && stored(valueCodec, bytes);
    },
    async *range(view, range = {}) {
      for await (const entry of view.range(bounds(range))) yield typed(entry);
    },
    put: (key, value) => ({ kind: 'put', key: keyOf(key), value: encode(valueCodec, value) }),
    delete: (key) => ({ kind: 'delete', key: keyOf(key) }),
  };
}

/** Heights and other u64 as keys: big-endian, so that bytes sort as numbers. */
export const u64Key: Codec<bigint> = { write: (w, value) => w.u64Be(value), read: (r) => r.u64Be() };

import { utf8 } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import {
  type Block,
  blockCodec,
  type Fault,
  faultCodec,
  type Hash,
  type Label,
  type LightBlock,
  labelCodec,
  lightBlockCodec,
  MAX_BLOCK_TRANSACTIONS,
  type ValidationResult,
  validationResultCodec,
} from '@eventide/ledger';
import { createTable, type Table, u64Key } from '@eventide/store';
import { type NodeTx, nodeTxCodec, type SpentTx, spentTxCodec } from '@eventide/tx';
import type { PlacedEvent } from '../api/nodeDoor.ts';

const hashCodec: Codec<Hash> = { write: (w, hash) => w.bytes(hash, 32), read: (r) => r.bytes(32) };

/** A block of the chain by its height. */
export type Indexed = { readonly hash: Hash; readonly label: Label };

const indexedCodec: Codec<Indexed> = {
  write(w, entry) {
    w.bytes(entry.hash, 32);
    labelCodec.write(w, entry.label);
  },
  read: (r) => ({ hash: r.bytes(32), label: labelCodec.read(r) }),
};

/** A place in the rounds; ascending keys are ascending heights. */
export type RoundPlace = { readonly height: bigint; readonly iteration: number; readonly hash: Hash };

const placeCodec: Codec<RoundPlace> = {
  write(w, place) {
    w.u64Be(place.height);
    w.u8(place.iteration);
    w.bytes(place.hash, 32);
  },
  read: (r) => ({ height: r.u64Be(), iteration: r.u8(), hash: r.bytes(32) }),
};

/** The last iteration begun, and on which tip. Spec: 06 §20 */
export type Begun = { readonly prevHash: Hash; readonly iteration: number };

const begunCodec: Codec<Begun> = {
  write(w, begun) {
    w.bytes(begun.prevHash, 32);
    w.u8(begun.iteration);
  },
  read: (r) => ({ prevHash: r.bytes(32), iteration: r.u8() }),
};

const durationsCodec: Codec<readonly number[]> = {
  write(w, list) {
    w.u8(list.length);
    for (const duration of list) w.u32(duration);
  },
  read: (r) => Array.from({ length: r.u8() }, () => r.u32()),
};

/** Most events of one block; far above what gas allows. */
const MAX_EVENTS = 1_000_000;
const MAX_TOPIC_BYTES = 65_536;
const MAX_DATA_BYTES = 1_048_576;

const eventsCodec: Codec<readonly PlacedEvent[]> = {
  write(w, events) {
    w.u32(events.length);
    for (const { event, origin } of events) {
      w.bytes(origin, 32);
      w.bytes(event.source, 32);
      w.bytes32(utf8(event.topic));
      w.bytes32(event.data);
    }
  },
  read: (r) =>
    Array.from({ length: r.length32(MAX_EVENTS, 72) }, () => ({
      origin: r.bytes(32),
      event: { source: r.bytes(32), topic: r.text(r.length32(MAX_TOPIC_BYTES)), data: r.bytes32(MAX_DATA_BYTES) },
    })),
};

const hashesCodec: Codec<readonly Hash[]> = {
  write(w, hashes) {
    w.u32(hashes.length);
    for (const hash of hashes) w.bytes(hash, 32);
  },
  read: (r) => Array.from({ length: r.length32(MAX_BLOCK_TRANSACTIONS, 32) }, () => r.bytes(32)),
};

const byteKey: Codec<number> = { write: (w, value) => w.u8(value), read: (r) => r.u8() };

/** Everything the ledger keeps, by prefix byte. Spec: 06 §20 */
export const tables: {
  readonly index: Table<bigint, Indexed>;
  readonly blocks: Table<Hash, LightBlock>;
  readonly spent: Table<Hash, SpentTx>;
  readonly faults: Table<Hash, Fault>;
  /** By round and candidate hash. */
  readonly candidates: Table<RoundPlace, Block>;
  readonly candidatePlaces: Table<Hash, RoundPlace>;
  /** By round and hash of the parent. */
  readonly results: Table<RoundPlace, ValidationResult>;
  readonly begun: Table<number, Begun>;
  /** By step: 0 proposal, 1 validation, 2 ratification. */
  readonly durations: Table<number, readonly number[]>;
  /** Contract events of the newest blocks, for listeners that were away. */
  readonly events: Table<bigint, readonly PlacedEvent[]>;
  /** Transactions that carry a blob, by its versioned hash. */
  readonly blobs: Table<Hash, Hash>;
  /** Transactions of a height that carry blobs. */
  readonly blobTxs: Table<bigint, readonly Hash[]>;
  /** Transactions that waited when the node was closed, in order. */
  readonly waiting: Table<bigint, NodeTx>;
} = {
  index: createTable({ name: 'index', id: 1, key: u64Key, value: indexedCodec }),
  blocks: createTable({ name: 'blocks', id: 2, key: hashCodec, value: lightBlockCodec }),
  spent: createTable({ name: 'spent', id: 3, key: hashCodec, value: spentTxCodec }),
  faults: createTable({ name: 'faults', id: 4, key: hashCodec, value: faultCodec }),
  candidates: createTable({ name: 'candidates', id: 5, key: placeCodec, value: blockCodec }),
  candidatePlaces: createTable({ name: 'candidatePlaces', id: 6, key: hashCodec, value: placeCodec }),
  results: createTable({ name: 'results', id: 7, key: placeCodec, value: validationResultCodec }),
  begun: createTable({ name: 'begun', id: 8, key: byteKey, value: begunCodec }),
  durations: createTable({ name: 'durations', id: 9, key: byteKey, value: durationsCodec }),
  events: createTable({ name: 'events', id: 10, key: u64Key, value: eventsCodec }),
  blobs: createTable({ name: 'blobs', id: 12, key: hashCodec, value: hashCodec }),
  blobTxs: createTable({ name: 'blobTxs', id: 13, key: u64Key, value: hashesCodec }),
  waiting: createTable({ name: 'waiting', id: 11, key: u64Key, value: nodeTxCodec }),
};

export { StoreError, type StoreErrorCode } from './errors.ts';
export { createHeldStore, type HeldStore } from './heldStore.ts';
export {
  type Entry,
  type KeyRange,
  type KeyValueStore,
  MAX_BATCH_OPERATIONS,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  type Operation,
  type ReadView,
  type Snapshot,
} from './keyValueStore.ts';
export { createMemoryStore } from './memory.ts';
export { createTable, type Table, type TableOptions, type TableRange, u64Key } from './table.ts';

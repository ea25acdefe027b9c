import { toHex } from '@eventide/base';
import { type Bounds, createStore, type DriverView } from './driver.ts';
import type { Entry, KeyRange, KeyValueStore, Operation, ReadView } from './keyValueStore.ts';

/** Kept in memory at most; more is written, held or not. */
const MOST_HELD = 100_000;
const MOST_HELD_BYTES = 32 * 1024 * 1024;

/** A store whose batches can be kept back, so that one flush of the disk serves many of them. */
export type HeldStore = KeyValueStore & {
  /**
   * While true, batches are kept in memory, where reads find them. The next batch while false writes all of them as one: after a crash
   * there are all or none of those kept, never a later without an earlier one.
   */
  hold: boolean;
  /** Writes what is kept. @throws as `batch`; it stays kept then */
  flush(): Promise<void>;
};

type Held = { readonly key: Uint8Array; readonly value: Uint8Array | null };

/** A store over another one, which it closes; who else writes that one is not noticed. Cost of what is kept: a look per read. */
export function createHeldStore(inner: KeyValueStore): HeldStore {
  let kept = new Map<string, Held>();
  let bytes = 0;
  let last: Promise<void> = Promise.resolve();
  const keep = (operations: readonly Operation[]): void => {
    // Copies first: what fails must leave nothing.
    const changes = operations.map((operation) => ({
      key: new Uint8Array(operation.key),
      value: operation.kind === 'put' ? new Uint8Array(operation.value) : null,
    }));
    for (const change of changes) {
      bytes += change.key.length + (change.value?.length ?? 0);
      kept.set(toHex(change.key), change);
    }
  };
  const writeAll = async (operations: readonly Operation[]): Promise<void> => {
    const all = [...[...kept.values()].map(operationOf), ...operations];
    if (all.length > 0) await inner.batch(all);
    kept = new Map();
    bytes = 0;
  };
  /** One write after the other: what is kept must not reach the disk after what came later. */
  const next = (write: () => Promise<void>): Promise<void> => {
    const done = last.then(write);
    last = done.catch(() => undefined);
    return done;
  };
  const over = (view: ReadView): DriverView => viewOver(view, () => kept);
  const { snapshot } = inner;
  const store = createStore({
    ...over(inner),
    write: (operations) =>
      next(async () => {
        if (!held.hold) return writeAll(operations);
        keep(operations);
        if (kept.size > MOST_HELD || bytes > MOST_HELD_BYTES) await writeAll([]);
      }),
    snapshot:
      snapshot === null
        ? null
        : () => {
            const view = snapshot();
            const then = new Map(kept);
            return { ...viewOver(view, () => then), close: () => view.close() };
          },
    async close() {
      await next(() => writeAll([]));
      await inner.close();
    },
  });
  const held: HeldStore = {
    ...store,
    // Nothing is kept most of the time: no second look then.
    get: (key) => (kept.size === 0 ? inner.get(key) : store.get(key)),
    range: (range) => (kept.size === 0 ? inner.range(range) : store.range(range)),
    hold: false,
    flush: () => next(() => writeAll([])),
  };
  return held;
}

function operationOf({ key, value }: Held): Operation {
  return value === null ? { kind: 'delete', key } : { kind: 'put', key, value };
}

function viewOver(view: ReadView, kept: () => ReadonlyMap<string, Held>): DriverView {
  return {
    async get(key) {
      const found = kept().get(toHex(key));
      return found === undefined ? view.get(key) : (found.value?.slice() ?? undefined);
    },
    async page(bounds, count) {
      const over = [...kept()].filter(([name]) => isWithin(name, bounds));
      const merged = new Map<string, Entry | null>();
      for await (const entry of view.range({ ...rangeOf(bounds), limit: count + over.length }))
        merged.set(toHex(entry[0]), entry);
      for (const [name, { key, value }] of over)
        merged.set(name, value === null ? null : [new Uint8Array(key), value.slice()]);
      const order = bounds.reverse ? -1 : 1;
      const names = [...merged.keys()].sort((a, b) => (a < b ? -order : order));
      const entries: Entry[] = [];
      for (const name of names) {
        const entry = merged.get(name);
        if (entry) entries.push(entry);
        if (entries.length === count) break;
      }
      return entries;
    },
  };
}

/** Hexadecimal texts sort as their bytes do. */
function isWithin(name: string, { lower, upper }: Bounds): boolean {
  if (lower !== null) {
    const least = toHex(lower.key);
    if (name < least || (lower.open && name === least)) return false;
  }
  if (upper === null) return true;
  const most = toHex(upper.key);
  return name < most || (!upper.open && name === most);
}

function rangeOf({ lower, upper, reverse }: Bounds): KeyRange {
  return {
    ...(lower && { [lower.open ? 'gt' : 'gte']: lower.key }),
    ...(upper && { [upper.open ? 'lt' : 'lte']: upper.key }),
    reverse,
  };
}

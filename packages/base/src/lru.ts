export type LruOptions<K, V> = {
  readonly maxEntries: number;
  /** Sum of the weights held at most; default unbounded. */
  readonly maxWeight?: number | undefined;
  /** Weight of an entry, at least 0 and the same at every call; default 1. */
  readonly weigh?: ((value: V, key: K) => number) | undefined;
  /** Told every entry that had to go, not those deleted or replaced. */
  readonly onEvict?: ((key: K, value: V) => void) | undefined;
};

/** A map that forgets what was used longest ago. Keys compare as in `Map`: bytes go in as hex. */
export type Lru<K, V> = {
  readonly size: number;
  readonly weight: number;
  /** The value; it is now the most recently used one. */
  get(key: K): V | undefined;
  /** As `get` without counting as use. */
  peek(key: K): V | undefined;
  has(key: K): boolean;
  /** False if the entry alone weighs more than everything may; it is not kept then, nor what it replaces. */
  set(key: K, value: V): boolean;
  delete(key: K): boolean;
  clear(): void;
};

/** @throws RangeError for bounds that hold nothing */
export function createLru<K, V>(options: LruOptions<K, V>): Lru<K, V> {
  const { maxEntries, maxWeight = Number.POSITIVE_INFINITY, weigh = () => 1, onEvict } = options;
  if (!(maxEntries >= 1) || !(maxWeight > 0)) throw new RangeError('a cache holds at least one entry');
  /** In order of use: the map's order is the order of insertion. */
  const entries = new Map<K, { readonly value: V; readonly weight: number }>();
  let weight = 0;
  const remove = (key: K): boolean => {
    const entry = entries.get(key);
    if (!entry) return false;
    weight -= entry.weight;
    return entries.delete(key);
  };
  const evict = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size <= maxEntries && weight <= maxWeight) return;
      remove(key);
      onEvict?.(key, entry.value);
    }
  };
  return {
    get size() {
      return entries.size;
    },
    get weight() {
      return weight;
    },
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    peek: (key) => entries.get(key)?.value,
    has: (key) => entries.has(key),
    set(key, value) {
      remove(key);
      const own = weigh(value, key);
      if (!(own >= 0 && own <= maxWeight)) return false;
      entries.set(key, { value, weight: own });
      weight += own;
      evict();
      return true;
    },
    delete: remove,
    clear() {
      entries.clear();
      weight = 0;
    },
  };
}

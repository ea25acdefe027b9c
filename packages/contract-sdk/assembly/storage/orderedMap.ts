import { compareAt, read, sizeOf, write } from "../archive";
import { allocate, release } from "../heap";

// A B+ tree. Leaf: u32 count ‖ u32 next ‖ keys… ‖ values…   Branch: u32 count ‖ u32 - ‖ keys… ‖ u32 children…
// A child i of a branch holds keys ≥ key[i]; key[0] is never compared. One insertion writes the header cell and one
// leaf; splits (about one insertion in half a leaf) write two nodes more.

/** Ordered map in persistent memory; K and V have fixed sizes. Header 16 bytes. */
@unmanaged
export class OrderedMap<K, V> {
  private root: u32;
  private depth: u32;
  private count: u64;

  @inline __size(): usize { return 16; }
  @inline private get order(): i32 { return sizeOf<K>() + sizeOf<V>() <= 128 ? 12 : 14; }
  @inline private get leafMax(): u32 { return <u32>(((1 << this.order) - 8) / (sizeOf<K>() + sizeOf<V>())); }
  @inline private get branchMax(): u32 { return <u32>(((1 << this.order) - 8) / (sizeOf<K>() + 4)); }
  @inline private keyAt(node: usize, i: u32): usize { return node + 8 + i * sizeOf<K>(); }
  @inline private valueAt(node: usize, i: u32): usize { return node + 8 + this.leafMax * sizeOf<K>() + i * sizeOf<V>(); }
  @inline private childAt(node: usize, i: u32): usize { return node + 8 + this.branchMax * sizeOf<K>() + (i << 2); }

  get size(): u64 { return this.count; }

  /** Address of a key in memory: classes are their address, integers are spilled to the arena. */
  @inline private keyPointer(key: K): usize {
    if (isReference<K>()) return changetype<usize>(key);
    const p = __alloc(8);
    store<K>(p, key);
    return p;
  }

  /** Number of keys < key in the node; `found` by equality is tested by the caller. */
  private lowerBound(node: usize, from: u32, key: usize): u32 {
    let lo = from, hi = load<u32>(node);
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (compareAt<K>(this.keyAt(node, mid), key) < 0) lo = mid + 1; else hi = mid;
    }
    return lo;
  }

  private childIndex(node: usize, key: usize): u32 {
    const i = this.lowerBound(node, 1, key);
    return i < load<u32>(node) && compareAt<K>(this.keyAt(node, i), key) == 0 ? i : i - 1;
  }

  private leafOf(key: usize): usize {
    let node: usize = this.root;
    for (let d = this.depth; d > 1; d--) node = load<u32>(this.childAt(node, this.childIndex(node, key)));
    return node;
  }

  /** Address of the stored value or 0. Valid until the next insertion or removal in this map. */
  private find(key: usize): usize {
    if (!this.root) return 0;
    const leaf = this.leafOf(key);
    const i = this.lowerBound(leaf, 0, key);
    return i < load<u32>(leaf) && compareAt<K>(this.keyAt(leaf, i), key) == 0 ? this.valueAt(leaf, i) : 0;
  }

  /** Where the value lies, or 0: one look-up for test and use. Valid until the next insertion or removal in this map. */
  addressOf(key: K): usize { return this.find(this.keyPointer(key)); }

  has(key: K): bool { return this.find(this.keyPointer(key)) != 0; }

  /** The value, or zero bytes / 0 if absent. For classes a live view until the next insertion or removal. */
  get(key: K): V {
    const p = this.find(this.keyPointer(key));
    if (p) return read<V>(p);
    if (isReference<V>()) { const z = __alloc(sizeOf<V>()); memory.fill(z, 0, sizeOf<V>()); return changetype<V>(z); }
    return read<V>(0);
  }

  set(key: K, value: V): void { write<V>(this.slot(this.keyPointer(key)), value); }

  /** The stored value for reading and writing; created from zero bytes if absent. */
  entry(key: K): V { return read<V>(this.slot(this.keyPointer(key))); }

  /** Adds the key; false if it was there. */
  add(key: K): bool {
    const before = this.count;
    this.slot(this.keyPointer(key));
    return this.count != before;
  }

  /** Address of the key's value, inserted if absent. A present key moves nothing: asc evaluates `m.entry(k).x += 1` twice. */
  private slot(key: usize): usize {
    if (!this.root) { this.root = <u32>allocate(this.order); this.depth = 1; }
    let node = this.leafOf(key);
    let i = this.lowerBound(node, 0, key);
    if (i < load<u32>(node) && compareAt<K>(this.keyAt(node, i), key) == 0) return this.valueAt(node, i);
    if (load<u32>(node) == this.leafMax) {
      node = this.splitTowards(key);
      i = this.lowerBound(node, 0, key);
    }
    const n = load<u32>(node), at = this.keyAt(node, i), value = this.valueAt(node, i);
    if (i < n) {
      memory.copy(at + sizeOf<K>(), at, (n - i) * sizeOf<K>());
      memory.copy(value + sizeOf<V>(), value, (n - i) * sizeOf<V>());
    }
    if (isReference<K>()) memory.copy(at, key, sizeOf<K>()); else store<K>(at, load<K>(key));
    memory.fill(value, 0, sizeOf<V>());
    store<u32>(node, n + 1);
    this.count++;
    return value;
  }

  /** Descends to the key's leaf and splits every full node it meets, so that no split propagates upwards. */
  private splitTowards(key: usize): usize {
    if (this.full(this.root, this.depth)) {
      const top = allocate(this.order);
      store<u32>(top, 1);
      store<u32>(this.childAt(top, 0), this.root);
      this.depth++;
      this.split(top, 0, this.depth - 1);
      this.root = <u32>top;
    }
    let node: usize = this.root;
    for (let d = this.depth; d > 1; d--) {
      let i = this.childIndex(node, key);
      let child: usize = load<u32>(this.childAt(node, i));
      if (this.full(child, d - 1)) {
        this.split(node, i, d - 1);
        if (compareAt<K>(this.keyAt(node, i + 1), key) <= 0) i++;
        child = load<u32>(this.childAt(node, i));
      }
      node = child;
    }
    return node;
  }

  @inline private full(node: usize, depth: u32): bool {
    return load<u32>(node) == (depth == 1 ? this.leafMax : this.branchMax);
  }

  private split(parent: usize, i: u32, depth: u32): void {
    const left: usize = load<u32>(this.childAt(parent, i));
    const right = allocate(this.order);
    const n = load<u32>(left);
    // ascending keys: leave the left leaf full instead of half empty
    const last = depth == 1 && load<u32>(left, 4) == 0;
    const keep = last ? n - (n >> 3) : n >> 1;
    store<u32>(left, keep);
    store<u32>(right, n - keep);
    memory.copy(this.keyAt(right, 0), this.keyAt(left, keep), (n - keep) * sizeOf<K>());
    if (depth == 1) {
      memory.copy(this.valueAt(right, 0), this.valueAt(left, keep), (n - keep) * sizeOf<V>());
      store<u32>(right, load<u32>(left, 4), 4);
      store<u32>(left, <u32>right, 4);
    } else memory.copy(this.childAt(right, 0), this.childAt(left, keep), (n - keep) << 2);
    const m = load<u32>(parent);
    memory.copy(this.keyAt(parent, i + 2), this.keyAt(parent, i + 1), (m - i - 1) * sizeOf<K>());
    memory.copy(this.childAt(parent, i + 2), this.childAt(parent, i + 1), (m - i - 1) << 2);
    memory.copy(this.keyAt(parent, i + 1), this.keyAt(right, 0), sizeOf<K>());
    store<u32>(this.childAt(parent, i + 1), <u32>right);
    store<u32>(parent, m + 1);
  }

  /** Removes the key; false if absent. Leaves are not merged, an emptied leaf stays linked until it is refilled. */
  remove(key: K): bool {
    if (!this.root) return false;
    const k = this.keyPointer(key);
    const leaf = this.leafOf(k);
    const i = this.lowerBound(leaf, 0, k), n = load<u32>(leaf);
    if (i >= n || compareAt<K>(this.keyAt(leaf, i), k) != 0) return false;
    memory.copy(this.keyAt(leaf, i), this.keyAt(leaf, i + 1), (n - i - 1) * sizeOf<K>());
    memory.copy(this.valueAt(leaf, i), this.valueAt(leaf, i + 1), (n - i - 1) * sizeOf<V>());
    store<u32>(leaf, n - 1);
    this.count--;
    return true;
  }

  /** Forgets everything; nodes return to the free list. */
  clear(): void {
    if (this.root) this.drop(this.root, this.depth);
    this.root = 0; this.depth = 0; this.count = 0;
  }
  private drop(node: usize, depth: u32): void {
    if (depth > 1) for (let i: u32 = 0, n = load<u32>(node); i < n; i++) this.drop(load<u32>(this.childAt(node, i)), depth - 1);
    release(node, this.order);
  }

  // ---- in order ----
  /** A cursor on the first entry; walk with `next`. Position = leaf address ‖ index. */
  first(): u64 {
    if (!this.root) return 0;
    let node: usize = this.root;
    for (let d = this.depth; d > 1; d--) node = load<u32>(this.childAt(node, 0));
    return this.settle(node, 0);
  }
  next(at: u64): u64 { return this.settle(<usize>(at >> 32), <u32>at + 1); }
  private settle(node: usize, i: u32): u64 {
    while (i >= load<u32>(node)) { node = load<u32>(node, 4); i = 0; if (!node) return 0; }
    return (<u64>node << 32) | i;
  }
  key(at: u64): K { return read<K>(this.keyAt(<usize>(at >> 32), <u32>at)); }
  value(at: u64): V { return read<V>(this.valueAt(<usize>(at >> 32), <u32>at)); }
}

/** No value: OrderedMap<K, Unit> is a set. */
@unmanaged
export class Unit {
  @inline __size(): usize { return 0; }
  @inline __align(): usize { return 1; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void {}
}

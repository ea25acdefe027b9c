import { compareAt, read, sizeOf } from "../archive";
import { allocate, release } from "../heap";

// New keys go into a sorted buffer. A full buffer becomes a run of level 0; two runs of a level are merged into one of the next. A merge is
// done in small steps, some with every fourth key: lowest level first and twice as many as levels, so that each ends long before its
// level holds four runs. Writes follow one another, so keys at random cost as few pages as keys in order, however many there are.
//
// Home block: u32 keys in the buffer ‖ u32 levels ‖ levels of 32 bytes … ‖ at 1024 the buffer.
// Level: 4 × u32 run, oldest first ‖ u32 runs ‖ u32 merged run or 0 ‖ u32 keys taken from run 0 ‖ u32 from run 1.
// Run: a directory of u32 addresses of full pages. A page goes back as soon as its last key is merged.

const HOME: i32 = 16;
const PAGE: usize = 1 << HOME;
const BUFFER_AT: usize = 1024;
const LEVELS_AT: usize = 8;
const LEVEL: usize = 32;
const RUNS: usize = 16;
const MERGED: usize = 20;
const TAKEN: usize = 24;
const MOST_RUNS: u32 = 4;
/** Keys between two pieces of work: a power of two. */
const EVERY: u64 = 4;

/** Set in persistent memory that only grows; K has a fixed size of at least 8 bytes. Header 16 bytes. An insertion writes about two pages. */
@unmanaged
export class GrowingSet<K> {
  private home: u32;
  private reserved: u32;
  private count: u64;

  @inline __size(): usize { return 16; }
  @inline private get perPage(): u32 { return <u32>(PAGE / sizeOf<K>()); }
  @inline private get perBuffer(): u32 { return <u32>((PAGE - BUFFER_AT) / sizeOf<K>()); }
  @inline private get buffer(): usize { return <usize>this.home + BUFFER_AT; }
  @inline private level(i: u32): usize { return <usize>this.home + LEVELS_AT + i * LEVEL; }

  get size(): u64 { return this.count; }

  /** Address of a key in memory: classes are their address, integers are spilled to the arena. */
  @inline private keyPointer(key: K): usize {
    if (isReference<K>()) return changetype<usize>(key);
    const p = __alloc(8);
    store<K>(p, key);
    return p;
  }

  /** Address of a run's key. Run 0 is the buffer. */
  @inline private keyAt(run: usize, i: u32): usize {
    if (!run) return this.buffer + i * sizeOf<K>();
    return <usize>load<u32>(run + (<usize>(i / this.perPage) << 2)) + (i % this.perPage) * sizeOf<K>();
  }

  /** First of the keys [lo, hi) at `base` that is not smaller; hi if there is none. */
  private lowerBound(base: usize, lo: u32, hi: u32, key: usize): u32 {
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (compareAt<K>(base + mid * sizeOf<K>(), key) < 0) lo = mid + 1; else hi = mid;
    }
    return lo;
  }

  /** Is the key among those [from, end) of a run? */
  private holds(run: usize, from: u32, end: u32, key: usize): bool {
    if (from == end) return false;
    const per = this.perPage;
    let first = from / per, last = (end - 1) / per;
    while (first < last) {
      const mid = (first + last + 1) >> 1;
      if (compareAt<K>(load<u32>(run + (<usize>mid << 2)), key) <= 0) first = mid; else last = mid - 1;
    }
    const start = first * per, page: usize = load<u32>(run + (<usize>first << 2));
    return this.among(page, max<u32>(from, start) - start, min<u32>(end - start, per), key);
  }

  @inline private among(base: usize, lo: u32, hi: u32, key: usize): bool {
    const i = this.lowerBound(base, lo, hi, key);
    return i < hi && compareAt<K>(base + i * sizeOf<K>(), key) == 0;
  }

  has(key: K): bool { return this.home != 0 && this.find(this.keyPointer(key)); }

  private find(key: usize): bool {
    const home: usize = this.home;
    if (this.among(this.buffer, 0, load<u32>(home), key)) return true;
    const levels = load<u32>(home, 4);
    let size = this.perBuffer;
    for (let i: u32 = 0; i < levels; i++, size <<= 1) if (this.holdsAt(this.level(i), size, key)) return true;
    return false;
  }

  private holdsAt(level: usize, size: u32, key: usize): bool {
    const runs = load<u32>(level, RUNS), merged: usize = load<u32>(level, MERGED);
    let first: u32 = 0;
    if (merged) {
      const a = load<u32>(level, TAKEN), b = load<u32>(level, TAKEN + 4), done = a + b;
      // What was taken is no greater than what is left.
      if (done && compareAt<K>(this.keyAt(merged, done - 1), key) >= 0) {
        if (this.holds(merged, 0, done, key)) return true;
      } else {
        if (this.holds(load<u32>(level), a, size, key)) return true;
        if (this.holds(load<u32>(level, 4), b, size, key)) return true;
      }
      first = 2;
    }
    for (let r = first; r < runs; r++) if (this.holds(load<u32>(level + (<usize>r << 2)), 0, size, key)) return true;
    return false;
  }

  /** Adds the key; false if it was there. */
  add(key: K): bool {
    const k = this.keyPointer(key);
    if (!this.home) this.home = <u32>allocate(HOME);
    else if (this.find(k)) return false;
    const home: usize = this.home;
    if (load<u32>(home) == this.perBuffer) this.flush();
    const n = load<u32>(home), i = this.lowerBound(this.buffer, 0, n, k), at = this.buffer + i * sizeOf<K>();
    if (i < n) memory.copy(at + sizeOf<K>(), at, (n - i) * sizeOf<K>());
    memory.copy(at, k, sizeOf<K>());
    store<u32>(home, n + 1);
    this.count++;
    if ((this.count & (EVERY - 1)) == 0) this.work(<u32>EVERY * 2 * load<u32>(home, 4));
    return true;
  }

  /** The full buffer becomes a run. */
  private flush(): void {
    const directory = allocate(6), page = allocate(HOME);
    memory.copy(page, this.buffer, this.perBuffer * sizeOf<K>());
    store<u32>(directory, <u32>page);
    store<u32>(this.home, 0);
    this.push(0, directory);
  }

  /** Adds a run to a level and begins a merge where there are two. */
  private push(i: u32, run: usize): void {
    const level = this.level(i);
    // The order of work does not let this happen; the set would stay right if it did.
    if (load<u32>(level, RUNS) == MOST_RUNS) this.merge(i, u32.MAX_VALUE);
    const runs = load<u32>(level, RUNS);
    store<u32>(level + (<usize>runs << 2), <u32>run);
    store<u32>(level, runs + 1, RUNS);
    if (load<u32>(this.home, 4) <= i) store<u32>(this.home, i + 1, 4);
    this.begin(i);
  }

  private begin(i: u32): void {
    const level = this.level(i);
    if (load<u32>(level, RUNS) < 2 || load<u32>(level, MERGED)) return;
    store<u32>(level, <u32>allocate(directoryOrder(i + 1)), MERGED);
    store<u64>(level, 0, TAKEN);
  }

  /** Moves so many keys, those of low levels first. */
  private work(steps: u32): void {
    for (let i: u32 = 0; steps && i < load<u32>(this.home, 4); i++) {
      while (steps && load<u32>(this.level(i), MERGED)) steps -= this.merge(i, steps);
    }
  }

  /** Moves up to `steps` keys of a level's merge; how many it moved. */
  private merge(i: u32, steps: u32): u32 {
    const level = this.level(i), size = this.perBuffer << i, per = this.perPage;
    const left: usize = load<u32>(level), right: usize = load<u32>(level, 4), merged: usize = load<u32>(level, MERGED);
    let a = load<u32>(level, TAKEN), b = load<u32>(level, TAKEN + 4);
    const from = a + b, end = steps < (size << 1) - from ? from + steps : size << 1;
    let p = a < size ? this.keyAt(left, a) : 0, q = b < size ? this.keyAt(right, b) : 0, at: usize = 0;
    for (let to = from; to < end; to++) {
      if (to % per == 0) {
        at = allocate(HOME);
        store<u32>(merged + (<usize>(to / per) << 2), <u32>at);
      } else if (!at) at = this.keyAt(merged, to);
      if (p && (!q || compareAt<K>(p, q) < 0)) {
        memory.copy(at, p, sizeOf<K>());
        p = this.leave(left, p, ++a, size);
      } else {
        memory.copy(at, q, sizeOf<K>());
        q = this.leave(right, q, ++b, size);
      }
      at += sizeOf<K>();
    }
    store<u32>(level, a, TAKEN);
    store<u32>(level, b, TAKEN + 4);
    if (end == size << 1) this.finish(i, merged);
    return end - from;
  }

  /** Address of the key after the one at `at`, 0 after the last of the run. Gives a page back whose keys have all been taken. */
  @inline private leave(run: usize, at: usize, taken: u32, size: u32): usize {
    const per = this.perPage;
    if (taken % per && taken < size) return at + sizeOf<K>();
    release(load<u32>(run + (<usize>((taken - 1) / per) << 2)), HOME);
    return taken < size ? this.keyAt(run, taken) : 0;
  }

  private finish(i: u32, merged: usize): void {
    const level = this.level(i), order = directoryOrder(i);
    if (order <= HOME) {
      release(load<u32>(level), order);
      release(load<u32>(level, 4), order);
    }
    store<u64>(level, load<u64>(level, 8));
    store<u32>(level, load<u32>(level, RUNS) - 2, RUNS);
    store<u32>(level, 0, MERGED);
    this.push(i + 1, merged);
    this.begin(i);
  }

  // ---- in order ----
  /** A walk over the keys in order, in the arena: `u32 sources ‖ u32 smallest ‖ (run, at, end)…`. It ends with the next insertion. */
  walk(): usize {
    const home: usize = this.home, levels: u32 = home ? load<u32>(home, 4) : 0;
    const walk = __alloc(8 + 12 * (1 + 5 * <usize>levels));
    store<u32>(walk, 0);
    if (home) addSource(walk, 0, 0, load<u32>(home));
    let size = this.perBuffer;
    for (let i: u32 = 0; i < levels; i++, size <<= 1) {
      const level = this.level(i), merged: usize = load<u32>(level, MERGED);
      const a: u32 = merged ? load<u32>(level, TAKEN) : 0, b: u32 = merged ? load<u32>(level, TAKEN + 4) : 0;
      if (merged) addSource(walk, merged, 0, a + b);
      for (let r: u32 = 0; r < load<u32>(level, RUNS); r++) {
        addSource(walk, load<u32>(level + (<usize>r << 2)), r == 0 ? a : r == 1 ? b : 0, size);
      }
    }
    this.seek(walk);
    return walk;
  }
  /** Are there keys left? */
  @inline more(walk: usize): bool { return load<u32>(walk, 4) != 0; }
  next(walk: usize): void {
    const source = <usize>load<u32>(walk, 4);
    store<u32>(source, load<u32>(source, 4) + 1, 4);
    this.seek(walk);
  }
  key(walk: usize): K {
    const source = <usize>load<u32>(walk, 4);
    return read<K>(this.keyAt(load<u32>(source), load<u32>(source, 4)));
  }

  private seek(walk: usize): void {
    let best: usize = 0, smallest: usize = 0;
    for (let s: u32 = 0, n = load<u32>(walk); s < n; s++) {
      const source = walk + 8 + s * 12, at = load<u32>(source, 4);
      if (at == load<u32>(source, 8)) continue;
      const key = this.keyAt(load<u32>(source), at);
      if (!best || compareAt<K>(key, smallest) < 0) { best = source; smallest = key; }
    }
    store<u32>(walk, <u32>best, 4);
  }
}

/** Of the directory of a run of level i. */
@inline
function directoryOrder(i: u32): i32 { return i > 4 ? <i32>i + 2 : 6; }

function addSource(walk: usize, run: usize, at: u32, end: u32): void {
  const n = load<u32>(walk), source = walk + 8 + n * 12;
  store<u32>(source, <u32>run);
  store<u32>(source, at, 4);
  store<u32>(source, end, 8);
  store<u32>(walk, n + 1);
}

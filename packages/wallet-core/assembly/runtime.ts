// Memory in three parts: static data, an arena for what a function builds, and the blocks of whoever loads the module. What a
// function leaves behind, keys among it, is gone when it returns; a block is emptied when it is given back.

/** Room for what has a size of its own; what grows with the input lies in large blocks. */
const ARENA: usize = 0x100000;
const HEADER: usize = 8;
/** Marks a block that is in use. */
const USED: u32 = 0xb10c1eaf;
const SMALLEST: u32 = 5;
const LARGEST: u32 = 30;

@global let __top: usize = 0;
let peak: usize = 0;
let heapEnd: usize = 0;
/** Large blocks of the running call. */
let larges: usize = 0;

@inline
function arenaStart(): usize { return (__heap_base + 15) & ~15; }
@inline
function arenaEnd(): usize { return arenaStart() + ARENA; }
/** First free block of each size. Not to be inlined: each copy would have data of its own. */
function lists(): usize { return memory.data(128); }

@global @unsafe
function __alloc(size: usize): usize {
  const p = ((__top ? __top : arenaStart()) + 7) & ~7;
  const end = p + size;
  if (end < p || end > arenaEnd()) {
    __wipe();
    unreachable();
  }
  __top = end;
  if (end > peak) peak = end;
  return p;
}

/** A block of at least `size` bytes, all zero, with eight more behind them; 0 if there is no room. */
@global @unsafe
function __block(size: usize): usize {
  if (size > (<usize>1 << LARGEST) - 16) return 0;
  let order = SMALLEST;
  while ((<usize>1 << order) < size + 16) order++;
  const list = lists() + (order << 2);
  let p: usize = load<u32>(list);
  if (p) store<u32>(list, load<u32>(p));
  else {
    p = heapEnd ? heapEnd : arenaEnd();
    const end = <u64>p + (<u64>1 << order);
    const pages = <i64>((end + 0xffff) >> 16) - <i64>memory.size();
    if (end > 0xffffffff || (pages > 0 && memory.grow(<i32>pages) < 0)) return 0;
    heapEnd = <usize>end;
  }
  store<u32>(p, order);
  store<u32>(p, USED, 4);
  return p + HEADER;
}

/** Empties a block and takes it back; what is none stays as it is. */
@global @unsafe
function __unblock(at: usize): void {
  if (at < arenaEnd() + HEADER || at >= heapEnd || (at & 7)) return;
  const p = at - HEADER, order = load<u32>(p);
  if (load<u32>(p, 4) != USED || order < SMALLEST || order > LARGEST) return;
  memory.fill(at, 0, (<usize>1 << order) - HEADER);
  store<u32>(p, load<u32>(lists() + (order << 2)));
  store<u32>(p, 0, 4);
  store<u32>(lists() + (order << 2), <u32>p);
}

/** Room for `size` bytes until the call returns, all zero. */
@global @unsafe
function __large(size: usize): usize {
  const p = size + 8 < size ? 0 : __block(size + 8);
  if (!p) {
    __wipe();
    unreachable();
  }
  store<u32>(p, <u32>larges);
  larges = p;
  return p + 8;
}

/** Empties everything a call has left. */
@global @unsafe
function __wipe(): void {
  if (peak) memory.fill(arenaStart(), 0, peak - arenaStart());
  __top = 0;
  peak = 0;
  while (larges) {
    const next: usize = load<u32>(larges);
    __unblock(larges);
    larges = next;
  }
}

@global @unsafe
function __realloc(ptr: usize, size: usize): usize { unreachable(); return 0; }
@global @unsafe
function __free(ptr: usize): void {}
@global @unsafe
function __new(size: usize, id: u32): usize { unreachable(); return 0; }
@global @unsafe
function __renew(old: usize, size: usize): usize { unreachable(); return 0; }
@global @unsafe
function __link(parent: usize, child: usize, many: bool): void {}
@global @unsafe
function __pin(p: usize): usize { return p; }
@global @unsafe
function __unpin(p: usize): void {}
@global @unsafe
function __visit(p: usize, cookie: u32): void {}
@global @unsafe
function __collect(): void {}

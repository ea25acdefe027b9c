// Memory of a driver: one arena behind the static data. What the host allocates lies in it until the host has given all of it
// back; what a function builds lies above and is gone when the function returns. Bounded by the memory's maximum.

@global let __top: usize = 0;

@global @unsafe
function __alloc(size: usize): usize {
  const p = ((__top ? __top : __heap_base) + 7) & ~7;
  const end = p + ((size + 7) & ~7);
  if (end < p) unreachable();
  const pages = <i32>((end + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  __top = end;
  return p;
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

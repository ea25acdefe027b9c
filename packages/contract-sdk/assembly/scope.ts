/** Marks of the arena: what a loop builds can be forgotten after each round. Views taken inside are void afterwards. */
@inline
export function arenaMark(): u64 {
  return (<u64>__top << 32) | <u64>__big;
}

/** Forgets all built since the mark. */
@inline
export function arenaRelease(mark: u64): void {
  __top = <usize>(mark >> 32);
  __big = <usize>(mark & 0xffffffff);
}

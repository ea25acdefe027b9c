
/** Four limbs in Montgomery form; ordered as the genesis contracts order nullifiers: highest limb first. */
@unmanaged
export class Scalar {
  private a: u64; private b: u64; private c: u64; private d: u64;
  @inline __size(): usize { return 32; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 32); }
  __compare(other: usize): i32 {
    const o = changetype<Scalar>(other);
    if (this.d != o.d) return this.d < o.d ? -1 : 1;
    if (this.c != o.c) return this.c < o.c ? -1 : 1;
    if (this.b != o.b) return this.b < o.b ? -1 : 1;
    return this.a == o.a ? 0 : this.a < o.a ? -1 : 1;
  }
}


import { compareBytes, copied, zeroed } from "./archive";
import { BUFFER, hd, hostCaller, hostCallstack, hostOwner, hostSelfId } from "./host";

/** 32 bytes: a contract id, a hash. */
@unmanaged
export class Id {
  private a: u64;
  private b: u64;
  private c: u64;
  private d: u64;

  @inline __size(): usize { return 32; }
  @inline __align(): usize { return 1; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 32); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 32); }

  @operator("==")
  equals(o: Id): bool {
    return this.a == o.a && this.b == o.b && this.c == o.c && this.d == o.d;
  }

  @operator("!=")
  differs(o: Id): bool {
    return !this.equals(o);
  }

  get isZero(): bool {
    return (this.a | this.b | this.c | this.d) == 0;
  }

  /** Genesis ids: first byte set, rest zero. */
  static genesis(n: u8): Id {
    const p = zeroed(32);
    store<u8>(p, n);
    return changetype<Id>(p);
  }

  /** A copy of 32 bytes from anywhere. */
  static at(p: usize): Id {
    return changetype<Id>(copied(p, 32));
  }
}

/** The contract that called, or zero bytes when the node itself did. */
export function caller(): Id {
  return hostCaller() ? Id.at(BUFFER) : changetype<Id>(zeroed(32));
}

/** True if the genesis contract n called directly; cheaper than comparing ids. */
export function calledByGenesis(n: u8): bool {
  return hostCaller() != 0 && load<u64>(BUFFER) == <u64>n && (load<u64>(BUFFER, 8) | load<u64>(BUFFER, 16) | load<u64>(BUFFER, 24)) == 0;
}

/** Number of contracts above this frame. */
export function callDepth(): i32 {
  return hostCallstack();
}

export function self(): Id {
  hostSelfId();
  return Id.at(BUFFER);
}

/** The first `size` bytes of a contract's owner (96 for a compressed key) in the arena, or 0 if there is no such contract. */
export function ownerOf(id: Id, size: usize): usize {
  return hostOwner(changetype<usize>(id)) ? copied(BUFFER, size) : 0;
}

/** Length of a metadata value, left at the start of the buffer; 0 if absent. Spec: 04 §7.1 */
@inline
export function metadata(name: usize, len: i32): i32 {
  return hd(name, len);
}

export function blockHeight(): u64 {
  // the genesis session has 4 bytes only (Spec: 04 §7.1)
  return metadata("block_height") == 8 ? load<u64>(BUFFER) : <u64>load<u32>(BUFFER);
}

export function chainId(): u8 {
  metadata("chain_id");
  return load<u8>(BUFFER);
}

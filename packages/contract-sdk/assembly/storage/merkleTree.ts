import { read, write, zeroed } from "../archive";
import { poseidonMerkle } from "../queries";
import { Scalar } from "../scalar";
import { List } from "./list";

const DEPTH = 17;

/**
 * Append-only Merkle tree, arity 4, depth 17, empty subtree = 0, nodes by `poseidon_merkle`. Only complete nodes are stored,
 * each once; the right edge is recomputed by `root`, at most 17 hashes, and cached until the next append. Header 17·96 + 40 bytes.
 */
@unmanaged
export class MerkleTree {
  @inline private level(l: i32): List<Scalar> { return changetype<List<Scalar>>(changetype<usize>(this) + <usize>l * 96); }
  @inline private get cache(): usize { return changetype<usize>(this) + DEPTH * 96; }

  get length(): u64 { return this.level(0).length; }

  append(leaf: Scalar): u64 {
    const pos = this.level(0).push(leaf);
    store<u64>(this.cache, 0);
    let n = pos + 1;
    for (let l = 0; l < DEPTH - 1 && (n & 3) == 0; l++, n >>= 2) {
      this.level(l + 1).push(poseidonMerkle(this.lastOf(l, n, 4)));
    }
    return pos;
  }

  /** The last `count` of the n nodes of a level, followed by zeros: the children of a node. */
  private lastOf(l: i32, n: u64, count: i32): usize {
    const four = zeroed(128), row = this.level(l);
    for (let i = 0; i < count; i++) write<Scalar>(four + (<usize>i << 5), row.at(n - count + i));
    return four;
  }

  root(): Scalar {
    const len = this.length;
    if (len == 0) return changetype<Scalar>(zeroed(32));
    if (load<u64>(this.cache) == len) return read<Scalar>(this.cache + 8);
    let carry: usize = 0, n = len;
    for (let l = 0; l < DEPTH; l++, n >>= 2) {
      const rest = <i32>(n & 3);
      if (rest == 0 && carry == 0) continue;
      const four = this.lastOf(l, n, rest);
      if (carry) memory.copy(four + (<usize>rest << 5), carry, 32);
      carry = changetype<usize>(poseidonMerkle(four));
    }
    memory.copy(this.cache + 8, carry, 32);
    store<u64>(this.cache, len);
    return read<Scalar>(this.cache + 8);
  }

  /** The 17 × 4 nodes beside the path of a leaf, the root's children first; 2176 bytes in the arena. */
  branch(pos: u64): usize {
    const out = zeroed(DEPTH * 128);
    let carry: usize = 0, n = this.length, at = pos;
    for (let l = 0; l < DEPTH; l++, n >>= 2, at >>= 2) {
      const target = out + <usize>(DEPTH - 1 - l) * 128, row = this.level(l), first = at & ~3;
      for (let i: u64 = 0; i < 4 && first + i < n; i++) write<Scalar>(target + <usize>(i << 5), row.at(first + i));
      if (carry && (n & ~3) == first) memory.copy(target + (<usize>(n & 3) << 5), carry, 32);
      const rest = <i32>(n & 3);
      if (rest || carry) {
        const four = this.lastOf(l, n, rest);
        if (carry) memory.copy(four + (<usize>rest << 5), carry, 32);
        carry = changetype<usize>(poseidonMerkle(four));
      }
    }
    return out;
  }
}

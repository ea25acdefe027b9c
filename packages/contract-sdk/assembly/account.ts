import { compareBytes, copied } from "./archive";
import { malformed } from "./errors";
import { BUFFER } from "./host";
import { calledByGenesis, callDepth, metadata } from "./id";
import { Option } from "./option";

/** A BLS public key in raw form: x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1 in Montgomery limbs, infinity flag, 7 bytes of padding. Spec: 05 §3.2 */
@unmanaged
export class BlsPublicKey {
  @inline __size(): usize { return 200; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  /** The flag of infinity is 0 or 1, as the reference checks. Spec: 05 §3.1 */
  __check(base: usize): void { if (load<u8>(changetype<usize>(this), 192) > 1) malformed(); }
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 193); memory.fill(d + 193, 0, 7); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 193); }

  @operator("==")
  equals(o: BlsPublicKey): bool {
    return compareBytes(changetype<usize>(this), changetype<usize>(o), 193) == 0;
  }

  @operator("!=")
  differs(o: BlsPublicKey): bool {
    return !this.equals(o);
  }
}

/** A BLS signature in raw form: x ‖ y in Montgomery limbs, infinity flag, 7 bytes of padding. */
@unmanaged
export class BlsSignature {
  @inline __size(): usize { return 104; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  __check(base: usize): void { if (load<u8>(changetype<usize>(this), 96) > 1) malformed(); }
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 97); memory.fill(d + 97, 0, 7); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 97); }
}

/**
 * The public account whose transaction calls this very method; none for shielded transactions and for calls by contracts.
 * Contracts that act for the sender ask for this and not for `publicSender`: another contract can reach any method through a
 * payment of the transfer contract while the sender's transaction runs.
 */
export function signer(): Option<BlsPublicKey> {
  return callDepth() == 1 && calledByGenesis(1) ? publicSender() : Option.none<BlsPublicKey>();
}

/** The public account that sent the transaction under execution, whoever calls; none in a shielded one. Spec: 04 §7.1 */
export function publicSender(): Option<BlsPublicKey> {
  if (metadata("public_sender") != 208) return Option.none<BlsPublicKey>();
  return changetype<Option<BlsPublicKey>>(copied(BUFFER, 208));
}

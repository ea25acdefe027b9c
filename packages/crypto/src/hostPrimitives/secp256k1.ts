import { bytesToIntBe } from '@eventide/base';
import { secp256k1 } from '@noble/curves/secp256k1.js';

const ORDER = secp256k1.Point.CURVE().n;
const SIGNATURE_SIZE = 65;
const HASH_SIZE = 32;

/**
 * The signer's key (65 bytes, `04 ‖ x ‖ y`) of a recoverable signature r ‖ s ‖ v with v in {0, 1, 27, 28}, or null.
 * High s is allowed. Spec: 01 §14
 */
export function secp256k1Recover(hash: Uint8Array, signature: Uint8Array): Uint8Array | null {
  if (hash.length !== HASH_SIZE || signature.length !== SIGNATURE_SIZE) return null;
  const recovery = recoveryBit(signature[64] as number);
  const r = bytesToIntBe(signature.subarray(0, 32));
  const s = bytesToIntBe(signature.subarray(32, 64));
  if (recovery === null || r === 0n || r >= ORDER || s === 0n || s >= ORDER) return null;
  try {
    return new secp256k1.Signature(r, s, recovery).recoverPublicKey(hash).toBytes(false);
  } catch {
    // r is no x coordinate of the curve, or the recovered key is the identity.
    return null;
  }
}

function recoveryBit(v: number): 0 | 1 | null {
  if (v === 0 || v === 27) return 0;
  return v === 1 || v === 28 ? 1 : null;
}

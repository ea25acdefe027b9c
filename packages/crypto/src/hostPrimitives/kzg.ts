import { fromHex } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { decodeG1, decodeG2 } from '../bls12-381/encoding.ts';
import { addG1, addG2, isPairingProductOne, mulG1, mulG2, negateG1, negateG2 } from '../bls12-381/group.ts';
import { G1_GENERATOR, G2_GENERATOR, type G2Point } from '../bls12-381/points.ts';
import { type Fr, fr } from '../fields/fr.ts';
import { readIntBe } from '../fields/words.ts';

/** [τ]₂ of Ethereum's ceremony: the second point of its setup in G2. */
const SETUP_TAU_G2 =
  'b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72' +
  '185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2';

let setupPoint: G2Point | undefined;

/** A claim that the committed polynomial has the value y at z. */
export type KzgClaim = {
  /** 48 bytes, compressed. */
  readonly commitment: Uint8Array;
  /** 32 bytes, big-endian, canonical. */
  readonly z: Uint8Array;
  /** 32 bytes, big-endian, canonical. */
  readonly y: Uint8Array;
  /** 48 bytes, compressed. */
  readonly proof: Uint8Array;
};

/** EIP-4844 point evaluation: e(C − yG, g2) = e(π, [τ − z]g2). Malformed input is no proof. Spec: 01 §14 */
export function verifyKzgProof(claim: KzgClaim): boolean {
  try {
    const commitment = decodeG1(claim.commitment);
    const proof = decodeG1(claim.proof);
    const z = decodeScalarBe(claim.z);
    const y = decodeScalarBe(claim.y);
    setupPoint ??= decodeG2(fromHex(SETUP_TAU_G2));
    return isPairingProductOne([
      { g1: addG1(commitment, negateG1(mulG1(y, G1_GENERATOR))), g2: G2_GENERATOR },
      { g1: negateG1(proof), g2: addG2(setupPoint, negateG2(mulG2(z, G2_GENERATOR))) },
    ]);
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

function decodeScalarBe(bytes: Uint8Array): Fr {
  if (bytes.length !== fr.size) throw new CodecError('CODEC_INVALID', { rule: 'length', bytes: bytes.length });
  const value = readIntBe(bytes);
  if (!fr.isCanonical(value)) throw new CodecError('CODEC_NOT_CANONICAL', { field: fr.name });
  return value;
}

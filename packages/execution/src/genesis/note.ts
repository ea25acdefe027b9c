import type { ArchivedNote, ArchivedStealthAddress } from '@eventide/abi';
import { fromNote } from '@eventide/abi';
import { fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { affineOfExtended, type ExtendedJubJub, extendJubJub } from '@eventide/crypto/jubjub/archive';
import { JUBJUB_D, JUBJUB_GENERATOR, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { hashJubJubToFl } from '@eventide/crypto/jubjub/encoding';
import type { PhoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import type { RandomBytes } from '@eventide/crypto/random';
import { transparentNote } from '@eventide/tx/phoenix/createNote';

/** Bits of the scalar that the reference's multiplication walks through. */
const SCALAR_BITS = 252;
const D2 = fr.add(JUBJUB_D, JUBJUB_D);
const CONTRACT_SENDER_SIZE = 128;

/** A point of an addition chain, prepared to be added. */
type Niels = { readonly vpu: Fr; readonly vmu: Fr; readonly z: Fr; readonly t2d: Fr };

const NIELS_IDENTITY: Niels = { vpu: 1n, vmu: 1n, z: 1n, t2d: 0n };
const IDENTITY: ExtendedJubJub = { U: 0n, V: 1n, Z: 1n, T1: 0n, T2: 0n };

/**
 * A transparent note of the genesis. The contract stores the coordinates of its address as they come out of the reference's
 * chain of additions, so they are computed in just that way. Spec: 05 §8.2
 */
export function genesisNote(receiver: PhoenixPublicKey, value: bigint, random: RandomBytes): ArchivedNote {
  const address = unnormalisedAddress(receiver, fl.random(random));
  const affine = { R: affineOf(address.R), notePk: affineOf(address.notePk) };
  const sender = { kind: 'contract', info: new Uint8Array(CONTRACT_SENDER_SIZE) } as const;
  return { ...fromNote(transparentNote(affine, value, sender)), pos: 0n, stealthAddress: address };
}

function unnormalisedAddress({ A, B }: PhoenixPublicKey, r: bigint): ArchivedStealthAddress {
  const shared = hashJubJubToFl(affineOf(multiply(extendJubJub(A), r)));
  return {
    R: multiply(extendJubJub(JUBJUB_GENERATOR), r),
    notePk: add(multiply(extendJubJub(JUBJUB_GENERATOR), shared), toNiels(extendJubJub(B))),
  };
}

function multiply(point: ExtendedJubJub, scalar: bigint): ExtendedJubJub {
  const niels = toNiels(point);
  let sum = IDENTITY;
  for (let bit = SCALAR_BITS - 1; bit >= 0; bit--) {
    sum = add(double(sum), ((scalar >> BigInt(bit)) & 1n) === 1n ? niels : NIELS_IDENTITY);
  }
  return sum;
}

function double({ U, V, Z }: ExtendedJubJub): ExtendedJubJub {
  const uu = fr.mul(U, U);
  const vv = fr.mul(V, V);
  const zz = fr.mul(2n, fr.mul(Z, Z));
  const s = fr.mul(fr.add(U, V), fr.add(U, V));
  const sum = fr.add(vv, uu);
  const difference = fr.sub(vv, uu);
  return complete(fr.sub(s, sum), sum, difference, fr.sub(zz, difference));
}

function add({ U, V, Z, T1, T2 }: ExtendedJubJub, n: Niels): ExtendedJubJub {
  const a = fr.mul(fr.sub(V, U), n.vmu);
  const b = fr.mul(fr.add(V, U), n.vpu);
  const c = fr.mul(fr.mul(T1, T2), n.t2d);
  const d = fr.mul(2n, fr.mul(Z, n.z));
  return complete(fr.sub(b, a), fr.add(b, a), fr.add(d, c), fr.sub(d, c));
}

function complete(U: Fr, V: Fr, Z: Fr, T: Fr): ExtendedJubJub {
  return { U: fr.mul(U, T), V: fr.mul(V, Z), Z: fr.mul(Z, T), T1: U, T2: V };
}

function toNiels({ U, V, Z, T1, T2 }: ExtendedJubJub): Niels {
  return { vpu: fr.add(V, U), vmu: fr.sub(V, U), z: Z, t2d: fr.mul(fr.mul(T1, T2), D2) };
}

/** Z is never 0: the formulas are complete. */
function affineOf(point: ExtendedJubJub): JubJubPoint {
  return affineOfExtended(point) as JubJubPoint;
}

import { type Fr, fr } from '../fields/fr.ts';
import { JUBJUB_D, type JubJubPoint } from './constants.ts';

/** A point in extended coordinates: u = U/Z, v = V/Z, T = U·V/Z. Lives only inside one computation. */
export type Extended = { readonly U: Fr; readonly V: Fr; readonly Z: Fr; readonly T: Fr };

const r = fr.modulus;
const D2 = fr.add(JUBJUB_D, JUBJUB_D);
const IDENTITY: Extended = { U: 0n, V: 1n, Z: 1n, T: 0n };

export function fromAffine({ u, v }: JubJubPoint): Extended {
  return { U: u, V: v, Z: 1n, T: (u * v) % r };
}

/** Cost: one inversion. */
export function toAffine({ U, V, Z }: Extended): JubJubPoint {
  const inverse = fr.inv(Z);
  return { u: (U * inverse) % r, v: (V * inverse) % r };
}

export function negateExtended({ U, V, Z, T }: Extended): Extended {
  return { U: fr.neg(U), V, Z, T: fr.neg(T) };
}

/** Complete: d is no square, so it serves every pair of points. Hisil, Wong, Carter and Dawson, a = −1. */
export function addExtended(p: Extended, q: Extended): Extended {
  const a = ((p.V - p.U) * (q.V - q.U)) % r;
  const b = ((p.V + p.U) * (q.V + q.U)) % r;
  const c = (((p.T * D2) % r) * q.T) % r;
  const d = (2n * p.Z * q.Z) % r;
  return combine(b - a, d - c, d + c, b + a);
}

export function doubleExtended({ U, V, Z }: Extended): Extended {
  const u2 = (U * U) % r;
  const v2 = (V * V) % r;
  const g = v2 - u2;
  const h = -(v2 + u2);
  const e = (U + V) * (U + V) + h;
  return combine(e % r, g - 2n * Z * Z, g, h);
}

/** `scalar · point` with fixed windows of four bits. The scalar is not negative. */
export function multiplyExtended(scalar: bigint, point: Extended): Extended {
  const table: Extended[] = [IDENTITY, point];
  for (let i = 2; i < 16; i++) table.push(addExtended(table[i - 1] as Extended, point));
  let result = IDENTITY;
  for (const digit of scalar.toString(16)) {
    result = doubleExtended(doubleExtended(doubleExtended(doubleExtended(result))));
    result = addExtended(result, table[Number.parseInt(digit, 16)] as Extended);
  }
  return result;
}

function combine(e: bigint, f: bigint, g: bigint, h: bigint): Extended {
  return { U: positive(e * f), V: positive(g * h), Z: positive(f * g), T: positive(e * h) };
}

function positive(product: bigint): Fr {
  const rest = product % r;
  return rest < 0n ? rest + r : rest;
}

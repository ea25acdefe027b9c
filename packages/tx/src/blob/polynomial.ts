import { bytesToIntBe, intToBytesBe } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { FR_ROOT_OF_UNITY, type Fr, fr } from '@eventide/crypto/fields/fr';
import { BLOB_BYTES } from './blob.ts';

/** A blob as the values of a polynomial over the roots of unity, which are in bit-reversed order. Spec: 03 §5.1 */
export type BlobPolynomial = readonly Fr[];

/** Scalars of a blob. Spec: 03 §5.1 */
export const BLOB_SCALARS = 4096;
const SCALAR_BYTES = 32;
const LOG_SCALARS = 12;
const ROOT_ORDER_BITS = 32;

let domain: readonly Fr[] | undefined;

/** The roots of unity of order 4096 in bit-reversed order. */
export function blobDomain(): readonly Fr[] {
  if (domain !== undefined) return domain;
  const root = fr.pow(FR_ROOT_OF_UNITY, 1n << BigInt(ROOT_ORDER_BITS - LOG_SCALARS));
  const roots = new Array<Fr>(BLOB_SCALARS);
  let power = 1n;
  for (let i = 0; i < BLOB_SCALARS; i++) {
    roots[reverseBits(i)] = power;
    power = fr.mul(power, root);
  }
  domain = roots;
  return roots;
}

/** The scalars of a blob's bytes. @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_NOT_CANONICAL */
export function readBlobScalars(data: Uint8Array): BlobPolynomial {
  if (data.length < BLOB_BYTES) throw new CodecError('CODEC_TOO_SHORT', { need: BLOB_BYTES, have: data.length });
  if (data.length > BLOB_BYTES) throw new CodecError('CODEC_TRAILING', { bytes: data.length - BLOB_BYTES });
  return Array.from({ length: BLOB_SCALARS }, (_, i) => {
    const scalar = bytesToIntBe(data.subarray(SCALAR_BYTES * i, SCALAR_BYTES * (i + 1)));
    if (!fr.isCanonical(scalar)) throw new CodecError('CODEC_NOT_CANONICAL', { field: fr.name, index: i });
    return scalar;
  });
}

/** 32 big-endian bytes of a scalar. */
export function encodeScalarBe(scalar: Fr): Uint8Array {
  return intToBytesBe(scalar, SCALAR_BYTES);
}

/** The polynomial's value at z, by the barycentric formula. Cost: 8 multiplications per scalar, one inversion. */
export function evaluateBlob(polynomial: BlobPolynomial, z: Fr): Fr {
  const roots = blobDomain();
  const hit = roots.indexOf(z);
  if (hit >= 0) return polynomial[hit] as Fr;
  const inverses = invertAll(roots.map((root) => fr.sub(z, root)));
  let sum = 0n;
  for (let i = 0; i < BLOB_SCALARS; i++) {
    sum = (sum + fr.mul(polynomial[i] as Fr, roots[i] as Fr) * (inverses[i] as Fr)) % fr.modulus;
  }
  const vanishing = fr.sub(fr.pow(z, BigInt(BLOB_SCALARS)), 1n);
  return fr.mul(sum, fr.mul(vanishing, fr.inv(BigInt(BLOB_SCALARS))));
}

/** The values of (p(X) − p(z)) / (X − z) over the domain; z may be one of the roots. */
export function quotientOfBlob(polynomial: BlobPolynomial, z: Fr, y: Fr): BlobPolynomial {
  const roots = blobDomain();
  const hit = roots.indexOf(z);
  const divisors = invertAll(roots.map((root, i) => (i === hit ? 1n : fr.sub(root, z))));
  const quotient = polynomial.map((value, i) => fr.mul(fr.sub(value, y), divisors[i] as Fr));
  if (hit < 0) return quotient;
  // Where X = z the quotient is the derivative: Σ (p_i − y)·ω_i / (z·(z − ω_i)).
  const weights = invertAll(roots.map((root, i) => (i === hit ? 1n : fr.mul(z, fr.sub(z, root)))));
  let derivative = 0n;
  for (let i = 0; i < BLOB_SCALARS; i++) {
    if (i === hit) continue;
    const term = fr.mul(fr.mul(fr.sub(polynomial[i] as Fr, y), roots[i] as Fr), weights[i] as Fr);
    derivative = fr.add(derivative, term);
  }
  return quotient.with(hit, derivative);
}

/** All inverses with one inversion; no value is 0. */
function invertAll(values: readonly Fr[]): Fr[] {
  const prefixes = new Array<Fr>(values.length);
  let product = 1n;
  for (let i = 0; i < values.length; i++) {
    prefixes[i] = product;
    product = fr.mul(product, values[i] as Fr);
  }
  let inverse = fr.inv(product);
  const inverses = new Array<Fr>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = fr.mul(inverse, prefixes[i] as Fr);
    inverse = fr.mul(inverse, values[i] as Fr);
  }
  return inverses;
}

/** The place of an index in the bit-reversed order of the 4096 roots. */
export function reverseBits(index: number): number {
  let reversed = 0;
  for (let bit = 0; bit < LOG_SCALARS; bit++) reversed = (reversed << 1) | ((index >> bit) & 1);
  return reversed;
}

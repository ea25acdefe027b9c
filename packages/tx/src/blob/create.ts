import { encodeG1 } from '@eventide/crypto/bls12-381/encoding';
import { sumOfProductsG1 } from '@eventide/crypto/bls12-381/group';
import type { G1Point } from '@eventide/crypto/bls12-381/points';
import { TxError } from '../errors.ts';
import { BLOB_BYTES, type Blob, blobHash } from './blob.ts';
import { BLOB_SCALARS, type BlobPolynomial, evaluateBlob, quotientOfBlob, readBlobScalars } from './polynomial.ts';
import { blobChallenge } from './verify.ts';

/** The 4096 points of a ceremony that commit to values over the bit-reversed roots of unity. */
export type BlobSetup = { readonly g1Lagrange: readonly G1Point[] };

const SCALAR_BYTES = 32;
/** Bytes of content per scalar: the first stays 0, so that every scalar is canonical. */
const CONTENT_PER_SCALAR = 31;
/** Most bytes that `packBlob` takes. */
export const MAX_PACKED_BYTES: number = BLOB_SCALARS * CONTENT_PER_SCALAR;

/**
 * A blob with its sidecar: commitment and opening proof of 131,072 bytes of canonical scalars. Cost: two MSMs of 4096.
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_NOT_CANONICAL; TxError TX_BAD_BLOB for a setup of another size
 * Spec: 03 §5.1
 */
export function createBlob(data: Uint8Array, setup: BlobSetup): Blob {
  if (setup.g1Lagrange.length !== BLOB_SCALARS) throw new TxError('TX_BAD_BLOB', { setup: setup.g1Lagrange.length });
  const polynomial = readBlobScalars(data);
  const commitment = commit(polynomial, setup);
  const z = blobChallenge(data, commitment);
  const proof = commit(quotientOfBlob(polynomial, z, evaluateBlob(polynomial, z)), setup);
  return { hash: blobHash(commitment), sidecar: { commitment, proof, data: new Uint8Array(data) } };
}

/**
 * Content as blob data: 31 bytes to each scalar, zeros behind. How long the content was is not kept.
 * @throws TxError TX_BAD_BLOB above 126,976 bytes
 */
export function packBlob(content: Uint8Array): Uint8Array {
  if (content.length > MAX_PACKED_BYTES) throw new TxError('TX_BAD_BLOB', { bytes: content.length });
  const data = new Uint8Array(BLOB_BYTES);
  for (let i = 0; i * CONTENT_PER_SCALAR < content.length; i++) {
    data.set(content.subarray(i * CONTENT_PER_SCALAR, (i + 1) * CONTENT_PER_SCALAR), i * SCALAR_BYTES + 1);
  }
  return data;
}

function commit(polynomial: BlobPolynomial, { g1Lagrange }: BlobSetup): Uint8Array {
  return encodeG1(sumOfProductsG1(polynomial, g1Lagrange));
}

import { bytesToIntBe, concatBytes, equalBytes, intToBytesBe, isEventideError, utf8 } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { sha256 } from '@eventide/crypto/hash';
import { verifyKzgProof } from '@eventide/crypto/hostPrimitives/kzg';
import { type Blob, blobHash } from './blob.ts';
import { BLOB_SCALARS, type BlobPolynomial, encodeScalarBe, evaluateBlob, readBlobScalars } from './polynomial.ts';

const CHALLENGE_DOMAIN = utf8('FSBLOBVERIFY_V1_');

/**
 * True if the blob has a sidecar, the hash is that of its commitment, its data are canonical scalars and the proof
 * opens the commitment to them (EIP-4844 `verify_blob_kzg_proof`, Ethereum's ceremony). Cost: one pairing check, 4096
 * scalars.
 * Spec: 03 §5.1
 */
export function verifyBlob({ hash, sidecar }: Blob): boolean {
  if (sidecar === null || !equalBytes(blobHash(sidecar.commitment), hash)) return false;
  const { commitment, proof, data } = sidecar;
  const polynomial = scalarsOf(data);
  if (polynomial === null) return false;
  const z = blobChallenge(data, commitment);
  const y = evaluateBlob(polynomial, z);
  return verifyKzgProof({ commitment, z: encodeScalarBe(z), y: encodeScalarBe(y), proof });
}

/** Where a blob is opened: SHA-256 of its length, data and commitment, reduced. Spec: 03 §5.1 */
export function blobChallenge(data: Uint8Array, commitment: Uint8Array): Fr {
  const size = intToBytesBe(BigInt(BLOB_SCALARS), 16);
  return fr.reduce(bytesToIntBe(sha256(concatBytes(CHALLENGE_DOMAIN, size, data, commitment))));
}

function scalarsOf(data: Uint8Array): BlobPolynomial | null {
  try {
    return readBlobScalars(data);
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}

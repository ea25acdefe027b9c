import type { Reader, Writer } from '@eventide/codec';
import { sha256 } from '@eventide/crypto/hash';

/** Bytes of a blob's data: 4096 scalars of 32 bytes. Spec: 03 §5.1 */
export const BLOB_BYTES = 131_072;
/** Most blobs of a valid transaction. Spec: 03 §5.1 */
export const MAX_BLOBS = 6;

/** A blob's content with its commitment and opening proof; travels beside the transaction and is not kept in blocks. */
export type BlobSidecar = {
  /** Compressed G1, 48 bytes, undecoded. */
  readonly commitment: Uint8Array;
  /** Compressed G1, 48 bytes, undecoded. */
  readonly proof: Uint8Array;
  /** 4096 scalars of 32 big-endian bytes. */
  readonly data: Uint8Array;
};

/** A blob by its versioned hash, with or without content. Spec: 03 §5.1 */
export type Blob = { readonly hash: Uint8Array; readonly sidecar: BlobSidecar | null };

/** `hash ‖ (0 | 1 ‖ commitment ‖ proof ‖ data)`. Spec: 03 §5 */
export function writeBlob(w: Writer, { hash, sidecar }: Blob): void {
  w.bytes(hash, 32);
  w.bool(sidecar !== null);
  if (sidecar === null) return;
  w.bytes(sidecar.commitment, 48);
  w.bytes(sidecar.proof, 48);
  w.bytes(sidecar.data, BLOB_BYTES);
}

/** Nothing but the form is checked, see `verifyBlob`. Spec: 03 §5 */
export function readBlob(r: Reader): Blob {
  const hash = r.bytes(32);
  if (!r.bool()) return { hash, sidecar: null };
  return { hash, sidecar: { commitment: r.bytes(48), proof: r.bytes(48), data: r.bytes(BLOB_BYTES) } };
}

/** `01 ‖ SHA-256(commitment)[1..32]`. Spec: 03 §5.1 */
export function blobHash(commitment: Uint8Array): Uint8Array {
  const hash = sha256(commitment);
  hash[0] = 1;
  return hash;
}

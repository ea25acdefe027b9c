import { CodecError } from '@eventide/codec';

/** 32 bytes: a block, transaction or fault hash. */
export type Hash = Uint8Array;
/** 96 bytes: a compressed BLS public key. */
export type PublicKeyBytes = Uint8Array;
/** 48 bytes: a compressed BLS signature. */
export type SignatureBytes = Uint8Array;

export const HASH_SIZE = 32;
export const PUBLIC_KEY_SIZE = 96;
export const SIGNATURE_SIZE = 48;
export const SEED_SIZE = 48;
export const BLOOM_SIZE = 256;

/** An unknown tag refuses the whole object. Spec: 06 §3 */
export function badTag(tag: number, what: string): CodecError {
  return new CodecError('CODEC_BAD_TAG', { what, tag });
}

import { bytesToIntBe, concatBytes, intToBytesBe, utf8 } from '@eventide/base';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { BlsSecretKey } from '../bls/keys.ts';
import { CryptoError } from '../errors.ts';
import { fr } from '../fields/fr.ts';
import { sha256 } from '../hash.ts';

const MAX_INDEX = 0xffff_ffff;
const MAX_DEPTH = 256;
const CHUNKS = 255;
const OUTPUT = 48;

/** The master key of a seed of at least 32 bytes. No key in use is derived so. Spec: 01 §12.2 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function eip2333Master(seed: Uint8Array): BlsSecretKey {
  if (seed.length < 32) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { seedBytes: seed.length });
  return deriveScalar(seed);
}

/** The child of a key; `index` is a u32. Spec: 01 §12.2 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function eip2333Child(parent: BlsSecretKey, index: number): BlsSecretKey {
  if (!Number.isInteger(index) || index < 0 || index > MAX_INDEX) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { index });
  }
  const salt = intToBytesBe(BigInt(index), 4);
  const material = intToBytesBe(parent, 32);
  const parts = [material, material.map((byte) => byte ^ 0xff)].map((input) => lamport(input, salt));
  return deriveScalar(sha256(concatBytes(...parts)));
}

/** The key at a path such as `m/0/5`: one index at least, decimal, no hardening. Spec: 01 §12.2 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function eip2333Path(seed: Uint8Array, path: string): BlsSecretKey {
  const [root, ...steps] = path.split('/');
  const valid = root === 'm' && steps.length > 0 && steps.length <= MAX_DEPTH && steps.every(isIndex);
  if (!valid) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'path' });
  return steps.map(Number).reduce(eip2333Child, eip2333Master(seed));
}

function isIndex(text: string): boolean {
  return /^(0|[1-9]\d{0,9})$/u.test(text) && Number(text) <= MAX_INDEX;
}

/** The hashes of 255 chunks of HKDF output: a Lamport key of which only the hash is used. */
function lamport(material: Uint8Array, salt: Uint8Array): Uint8Array {
  const key = extract(nobleSha256, material, salt);
  const output = expand(nobleSha256, key, undefined, CHUNKS * 32);
  return concatBytes(...Array.from({ length: CHUNKS }, (_, i) => sha256(output.subarray(32 * i, 32 * i + 32))));
}

/** `hkdf_mod_r` with an empty key info. */
function deriveScalar(material: Uint8Array): BlsSecretKey {
  let salt = utf8('BLS-SIG-KEYGEN-SALT-');
  for (;;) {
    salt = sha256(salt);
    const key = extract(nobleSha256, concatBytes(material, Uint8Array.of(0)), salt);
    const scalar = fr.reduce(bytesToIntBe(expand(nobleSha256, key, Uint8Array.of(0, OUTPUT), OUTPUT)));
    if (scalar !== 0n) return scalar;
  }
}

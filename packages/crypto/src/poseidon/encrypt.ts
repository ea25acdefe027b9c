import { CryptoError } from '../errors.ts';
import { type Fr, fr } from '../fields/fr.ts';
import type { JubJubPoint } from '../jubjub/constants.ts';
import { Sponge, type SpongeCall } from './safe.ts';

const ENCRYPTION_SEPARATOR = 0x1_0000_0000n;

/**
 * Encrypts scalars under a shared point and a nonce; the last element of the result authenticates.
 * @throws CryptoError CRYPTO_BAD_PATTERN for an empty message
 * Spec: 01 §6.5
 */
export function poseidonEncrypt(message: readonly Fr[], shared: JubJubPoint, nonce: Fr): Fr[] {
  const { sponge, keys } = start(message.length, shared, nonce);
  const cipher = message.map((m, i) => fr.add(m, keys[i] as bigint));
  sponge.absorb(message);
  return [...cipher, ...sponge.squeeze(1)];
}

/**
 * The message of `poseidonEncrypt`.
 * @throws CryptoError CRYPTO_DECRYPT for a wrong key, nonce or altered cipher, CRYPTO_BAD_PATTERN for fewer than 2 elements
 * Spec: 01 §6.5
 */
export function poseidonDecrypt(cipher: readonly Fr[], shared: JubJubPoint, nonce: Fr): Fr[] {
  const length = cipher.length - 1;
  const { sponge, keys } = start(length, shared, nonce);
  const message = keys.map((key, i) => fr.sub(cipher[i] as bigint, key));
  sponge.absorb(message);
  if (sponge.squeeze(1)[0] !== cipher[length]) throw new CryptoError('CRYPTO_DECRYPT');
  return message;
}

function start(length: number, shared: JubJubPoint, nonce: Fr): { sponge: Sponge; keys: Fr[] } {
  const pattern: SpongeCall[] = [
    { kind: 'absorb', length: 2 },
    { kind: 'absorb', length: 1 },
    { kind: 'squeeze', length },
    { kind: 'absorb', length },
    { kind: 'squeeze', length: 1 },
  ];
  const sponge = new Sponge(pattern, ENCRYPTION_SEPARATOR);
  sponge.absorb([shared.u, shared.v]);
  sponge.absorb([nonce]);
  return { sponge, keys: sponge.squeeze(length) };
}

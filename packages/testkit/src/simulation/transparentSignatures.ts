import { createHash } from 'node:crypto';
import { equalBytes } from '@eventide/base';

/** A prime that sums of 64 products stay far below the width of a signature. */
const MODULUS = 2n ** 255n - 19n;
const SIGNATURE_SIZE = 48;

/**
 * A signature scheme without secrets that sums up like BLS: `signature = hash(key) · hash(message)`. It lets simulations run
 * hundreds of nodes; the adversaries of a simulation do not forge. Never for anything else.
 */
export type TransparentSignatures = {
  verify(round: bigint, keys: readonly Uint8Array[], signature: Uint8Array, message: Uint8Array): boolean;
  aggregate(signatures: readonly Uint8Array[]): Uint8Array;
  signer(key: Uint8Array): { key: Uint8Array; sign(round: bigint, message: Uint8Array): Uint8Array };
};

export function createTransparentSignatures(): TransparentSignatures {
  const scalars = new Map<string, bigint>();
  const scalarOf = (bytes: Uint8Array): bigint => {
    const id = Buffer.from(bytes).toString('latin1');
    const known = scalars.get(id);
    if (known !== undefined) return known;
    const scalar = BigInt(`0x${createHash('sha256').update(bytes).digest('hex')}`) % MODULUS;
    if (scalars.size > 100_000) scalars.clear();
    scalars.set(id, scalar);
    return scalar;
  };
  /** What signatures made here say: all nodes of a simulation hold the same ones, and each verifies them. */
  const made = new WeakMap<Uint8Array, { readonly key: Uint8Array; readonly message: Uint8Array }>();
  return {
    verify(_round, keys, signature, message) {
      const own = made.get(signature);
      if (own !== undefined && keys.length === 1)
        return equalBytes(own.message, message) && equalBytes(own.key, keys[0] as Uint8Array);
      const sum = keys.reduce((total, key) => total + scalarOf(key), 0n) % MODULUS;
      return keys.length > 0 && read(signature) === (sum * scalarOf(message)) % MODULUS;
    },
    aggregate: (signatures) => write(signatures.reduce((total, signature) => total + read(signature), 0n) % MODULUS),
    signer: (key) => ({
      key,
      sign(_round, message) {
        const signature = write((scalarOf(key) * scalarOf(message)) % MODULUS);
        made.set(signature, { key, message });
        return signature;
      },
    }),
  };
}

function read(signature: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(signature).toString('hex')}`);
}

function write(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * SIGNATURE_SIZE, '0'), 'hex'));
}

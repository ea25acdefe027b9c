import { equalBytes, fromHex, toHex } from '@eventide/base';
import { PlonkError } from '../errors.ts';
import { localSrs } from './local.ts';
import { POWER_SIZE, type Srs } from './srs.ts';

/** Powers of the local string that a file may hold: enough for circuits of 2^15 rows. */
const POWERS = 32_784;

/**
 * The beginning of the local string as a file, so that pages load it (3 MB) instead of making it (seconds). Whoever serves it cannot change
 * it: its SHA-256 is known.
 */
export const localSrsFile: Readonly<{ fileName: string; powers: number; sha256: string }> = Object.freeze({
  fileName: 'local-1-3f699157.srs',
  powers: POWERS,
  sha256: '3f699157618bf1110a37e81f3f497871000e0a0c91bc907a674485afb7be8d90',
});

/** The bytes of that file, uncompressed powers. Takes seconds. */
export function makeLocalSrsFile(): Uint8Array {
  return localSrs(POWERS).powers;
}

/**
 * The local string out of that file; `digest` computes SHA-256, e.g. that of the platform, which is quick.
 * @throws PlonkError PLONK_SRS_WRONG for any other bytes
 * Spec: 14 §8
 */
export async function readLocalSrsFile(
  bytes: Uint8Array,
  digest: (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Srs> {
  const expected = POWERS * POWER_SIZE.uncompressed;
  if (bytes.length !== expected) throw new PlonkError('PLONK_SRS_WRONG', { bytes: bytes.length, expected });
  const found = await digest(bytes);
  if (!equalBytes(found, fromHex(localSrsFile.sha256)))
    throw new PlonkError('PLONK_SRS_WRONG', { sha256: toHex(found), expected: localSrsFile.sha256 });
  return { ...localSrs(1), powers: bytes };
}

import { open } from 'node:fs/promises';
import { PlonkError } from '@eventide/plonk/errors';
import { CEREMONY_BYTES, importCeremony } from '@eventide/plonk/srs/parameters';
import type { Srs } from '@eventide/plonk/srs/srs';

/**
 * The parameters of networks with value from the file of the ceremony, known by its SHA-256: 6 292 032 bytes, as nodes of the reference
 * keep them. Anything else is refused before it is read whole.
 * @throws PlonkError PLONK_SRS_WRONG; the file system's error
 * Spec: 02 §3.3
 */
export async function readCeremony(file: string): Promise<Srs> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size !== CEREMONY_BYTES) throw new PlonkError('PLONK_SRS_WRONG', { bytes: size, expected: CEREMONY_BYTES });
    return importCeremony(new Uint8Array(await handle.readFile()));
  } finally {
    await handle.close();
  }
}

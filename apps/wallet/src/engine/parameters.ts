import { PlonkError } from '@eventide/plonk/errors';
import { CEREMONY_BYTES, importCeremony } from '@eventide/plonk/srs/parameters';
import type { ChainFacts } from '@eventide/sdk';

/** The parameter file of networks with value: not needed here, not in this browser yet, or at hand. */
export type ParametersState = 'notNeeded' | 'missing' | 'present';

const FILE_NAME = 'ceremony.crs';

/** What proofs on this chain need of the user. Spec: 02 §3.3 */
export async function parametersFor({ srs, proofs }: ChainFacts): Promise<ParametersState> {
  if (srs !== 'ceremony' || proofs === 'mock') return 'notNeeded';
  return (await sizeOfKept()) === CEREMONY_BYTES ? 'present' : 'missing';
}

/**
 * Keeps the ceremony's file in this browser's private files, if it is that file: size and SHA-256 are pinned.
 * @throws PlonkError PLONK_SRS_WRONG for any other file
 */
export async function keepCeremony(bytes: Uint8Array): Promise<void> {
  if (bytes.length !== CEREMONY_BYTES)
    throw new PlonkError('PLONK_SRS_WRONG', { bytes: bytes.length, expected: CEREMONY_BYTES });
  importCeremony(bytes);
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(FILE_NAME, { create: true });
  const writer = await file.createWritable();
  await writer.write(bytes as BufferSource);
  await writer.close();
}

/** The file as it was kept; whoever uses it checks its digest again. @throws PlonkError PLONK_SRS_WRONG if there is none */
export async function readCeremony(): Promise<Uint8Array> {
  const file = await keptFile();
  if (file === null) throw new PlonkError('PLONK_SRS_WRONG', { bytes: 0, expected: CEREMONY_BYTES });
  return new Uint8Array(await file.arrayBuffer());
}

async function sizeOfKept(): Promise<number> {
  return (await keptFile())?.size ?? 0;
}

async function keptFile(): Promise<File | null> {
  try {
    const folder = await navigator.storage.getDirectory();
    return await (await folder.getFileHandle(FILE_NAME)).getFile();
  } catch {
    // Not there, or a browser without private files.
    return null;
  }
}

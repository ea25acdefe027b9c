import { isEventideError } from '@eventide/base';
import { DevnetError } from '../errors.ts';

/** What decides whether the ceremony's parameters are needed. */
export type CeremonyChoice = {
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly proofs: 'real' | 'mock';
  /** File of the parameters of the ceremony. */
  readonly crs: string | undefined;
};

/**
 * Real proofs of the reference's protocol need the parameters of the ceremony, and only they do.
 * @throws DevnetError DEVNET_BAD_OPTION
 * Spec: 13 §3.1
 */
export function assertCeremony({ protocol, proofs, crs }: CeremonyChoice): void {
  if (protocol === 'rusk-1.6' && proofs === 'real' && crs === undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', {
      option: 'proofs',
      expected: 'mock, or --crs with the file of the ceremony',
    });
  if (protocol === 'eventide' && crs !== undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'crs', expected: '--protocol rusk-1.6' });
}

/** Looks at length and digest of a file before anything starts. @throws DevnetError DEVNET_BAD_OPTION; PlonkError PLONK_SRS_WRONG */
export async function checkCeremonyFile(file: string): Promise<void> {
  const { readCeremony } = await import('@eventide/sdk/node');
  try {
    await readCeremony(file);
  } catch (cause) {
    if (isEventideError(cause)) throw cause;
    throw new DevnetError(
      'DEVNET_BAD_OPTION',
      { option: 'crs', file, reason: (cause as NodeJS.ErrnoException).code ?? 'unreadable' },
      { cause },
    );
  }
}

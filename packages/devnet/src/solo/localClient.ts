import { join } from 'node:path';
import { systemRandom } from '@eventide/crypto/random';
import { type Client, createClient, mockProver, rues } from '@eventide/sdk';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import { seededRandom } from './seededRandom.ts';

/** A client of a local network with proofs as the network takes them; with a seed its randomness is always the same. */
export async function createLocalClient(
  url: string,
  { network }: LocalGenesis,
  seed: number,
  crs: string | undefined,
): Promise<Client> {
  const prover = network.proofs === 'mock' ? mockProver() : await realProver(crs);
  const random = seed === 0 ? systemRandom : seededRandom(seed);
  return createClient({ transport: rues(url), network: 'local', prover, random });
}

async function realProver(crs: string | undefined) {
  const [{ nodeProver, readCeremony }, { cacheFolder }] = await Promise.all([
    import('@eventide/sdk/node'),
    import('../genesis/projectFolder.ts'),
  ]);
  if (crs === undefined) return nodeProver({ folder: cacheFolder() });
  return nodeProver({ folder: join(cacheFolder(), 'ceremony'), srs: () => readCeremony(crs) });
}

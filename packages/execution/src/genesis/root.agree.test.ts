import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toHex } from '@eventide/base';
import { devnet, localnet, mainnet, type Network, originalContracts, testnet } from '@eventide/params';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { CONTRACT_FILES } from './contracts.ts';
import { genesisRoot, type KnownGenesis, knownGenesis } from './root.ts';

const folder = fileURLToPath(new URL('../../../../.cache/contracts', import.meta.url));
const { networks } = loadVectors<{ networks: Record<KnownGenesis, { stateRoot: string }> }>('contracts/genesis');
const cases: [KnownGenesis, Network][] = [
  ['mainnet', mainnet],
  ['testnet', testnet],
  ['devnet', devnet],
  ['localnet', localnet],
  ['singlenet', localnet],
];

/** The original binaries are not part of this repository; who has them puts them there. */
const haveOriginals = (['transfer', 'stake'] as const).every((name) => {
  const path = `${folder}/${CONTRACT_FILES[name]}`;
  return existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === originalContracts[name];
});

if (haveOriginals) {
  describe('05 §8.3 state roots with the original contracts', () => {
    it.each(cases)('%s', async (name, network) => {
      expect(toHex(await genesisRoot(network, await knownGenesis(name), folder))).toBe(networks[name].stateRoot);
    });
  });
}

describe('05 §8.3 known genesis files', () => {
  it('contracts are taken by SHA-256 only', async () => {
    const file = await knownGenesis('singlenet');
    await expect(genesisRoot(localnet, file, `${folder}/none`)).rejects.toMatchObject({
      code: 'EXEC_CONTRACT_MISSING',
    });
  });
});

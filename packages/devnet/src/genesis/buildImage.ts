import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import { buildGenesis, createQueryCache, type GenesisCode, parseGenesis } from '@eventide/execution';
import type { Network } from '@eventide/params';
import { createMemoryStore } from '@eventide/store/memory';
import { createVm } from '@eventide/vm/vm';
import { takeImage } from './stateImage.ts';

/** Runs a genesis on the contract engine and gives the content of its store. Half a second. Spec: 05 §8.2 */
export async function buildImage(
  network: Network,
  text: string,
  owner: BlsPublicKey,
  code: GenesisCode,
): Promise<{ readonly stateRoot: Uint8Array; readonly image: Uint8Array }> {
  const store = createMemoryStore();
  const vm = await createVm({ store, hostQueries: () => undefined });
  const { stateRoot } = await buildGenesis({ vm, network, cache: createQueryCache() }, parseGenesis(text), owner, code);
  return { stateRoot, image: await takeImage(store) };
}

import { equalBytes, FaultError, fromHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { buildGenesis, createQueryCache, type Engine, type Impersonated, parseGenesis } from '@eventide/execution';
import type { Hash } from '@eventide/ledger';
import type { KeyValueStore } from '@eventide/store';
import type { PageSource } from '@eventide/vm';
import { createVm } from '@eventide/vm/vm';
import type { ExecutorSetup, GenesisSource } from './calls.ts';

/** Contracts whose memory stays alive between blocks; the others are filled from their pages. */
const KEPT_MEMORIES = 16;

export type EngineChoice = {
  readonly impersonated?: Impersonated | undefined;
  /** Of a state that is held by its roots. */
  readonly pages?: PageSource | undefined;
};

export type OpenedEngine = { readonly engine: Engine; readonly genesisRoot: Hash | undefined };

/**
 * The contract engine on its store; makes the first state where there is no ledger yet, or no state.
 * @throws ExecutionError for an unusable genesis; VmError VM_STATE_CORRUPT; FaultError
 */
export async function openEngine(
  store: KeyValueStore,
  { genesis, begin }: ExecutorSetup,
  { impersonated, pages }: EngineChoice = {},
): Promise<OpenedEngine> {
  const { network, stateRoot } = genesis;
  const openVm = () => createVm({ store, hostQueries: () => undefined, keptMemories: KEPT_MEMORIES, source: pages });
  let vm = await openVm();
  const cache = createQueryCache();
  // Blocks without any state: it was lost, and is made again from the first one.
  const lost = vm.commitRoots.length === 0 && vm.mainRoot.every((byte) => byte === 0);
  if (!begin && !lost) return { engine: { vm, network, cache, impersonated }, genesisRoot: undefined };
  const seeded = stateRoot !== undefined && vm.commitRoots.some((root) => equalBytes(root, stateRoot));
  if (seeded) return { engine: { vm, network, cache, impersonated }, genesisRoot: stateRoot };
  if (await clear(store)) vm = await openVm();
  const engine = { vm, network, cache, impersonated };
  return { engine, genesisRoot: await makeGenesis(engine, genesis) };
}

async function makeGenesis(engine: Engine, { text, code, stateRoot: expected, network }: GenesisSource): Promise<Hash> {
  const file = parseGenesis(text);
  const owner = file.owner ?? decode(blsPublicKeyCodec, fromHex(network.rewardKey));
  const { stateRoot } = await buildGenesis(engine, file, owner, code);
  if (expected !== undefined && !equalBytes(stateRoot, expected))
    throw new FaultError('FAULT_INTERNAL', { what: 'the first state is not the expected one' });
  return stateRoot;
}

/** Takes out what a start left that never reached its ledger. True if there was something. */
async function clear(store: KeyValueStore): Promise<boolean> {
  const keys: Uint8Array[] = [];
  for await (const [key] of store.range()) keys.push(key);
  await store.batch(keys.map((key) => ({ kind: 'delete', key })));
  return keys.length > 0;
}

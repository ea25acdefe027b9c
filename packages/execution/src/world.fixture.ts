import { fileURLToPath } from 'node:url';
import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import { type BlsSecretKey, blsPublicKey, blsPublicKeyCodec, sha256 } from '@eventide/crypto';
import { localnet, type Network } from '@eventide/params';
import type { KeyValueStore } from '@eventide/store';
import { createMemoryStore } from '@eventide/store/memory';
import { buildMoonlight, type MoonlightRequest, type MoonlightTransaction } from '@eventide/tx';
import { createVm } from '@eventide/vm/vm';
import type { Engine } from './engine.ts';
import { buildGenesis, type GenesisCode } from './genesis/build.ts';
import type { GenesisStake } from './genesis/file.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';
import type { BlockInput } from './runBlock.ts';

export const DUSK = 1_000_000_000n;
export const alice: BlsSecretKey = 11n;
export const bob: BlsSecretKey = 13n;
export const provisioner: BlsSecretKey = 17n;
export const owner: BlsSecretKey = 19n;

export async function buildContract(path: string): Promise<Uint8Array> {
  return (await buildCached(fileURLToPath(new URL(`../../../contracts/${path}/assembly/contract.ts`, import.meta.url))))
    .wasm;
}

/** Set 0 and four empty keys: no Phoenix transaction passes. */
const noCircuits = fromHex('00000000fcffffff00000000f4ffffff00000000ecffffff00000000e4ffffff00000000');

export type World = { readonly engine: Engine; readonly root: Uint8Array };

export type WorldOptions = {
  /** Who staked 5000 Dusk. */
  readonly provisioners: readonly BlsSecretKey[];
  readonly store: KeyValueStore;
};

/** A local network on our builds of the genesis contracts; Alice has 1000 Dusk, and one provisioner staked unless told otherwise. */
export async function openWorld({
  provisioners = [provisioner],
  store = createMemoryStore(),
}: Partial<WorldOptions> = {}): Promise<World> {
  const [transfer, stake] = await Promise.all([buildContract('genesis/transfer'), buildContract('genesis/stake')]);
  const code: GenesisCode = { transfer, stake, initArgument: noCircuits };
  const network: Network = {
    ...localnet,
    contracts: { transfer: toHex(sha256(transfer)), stake: toHex(sha256(stake)) },
    rewardKey: toHex(keyBytes(owner)),
  };
  const vm = await createVm({ store, hostQueries: () => undefined });
  const engine = { vm, network, cache: createQueryCache() };
  const stakes: GenesisStake[] = provisioners.map((key) => staked(key, 5000n * DUSK));
  const moonlightAccounts = [{ account: blsPublicKey(alice), balance: 1000n * DUSK }];
  const { stateRoot } = await buildGenesis(
    engine,
    { phoenixBalances: [], moonlightAccounts, stakes },
    blsPublicKey(owner),
    code,
  );
  return { engine, root: stateRoot };
}

function staked(key: BlsSecretKey, amount: bigint): GenesisStake {
  return { account: blsPublicKey(key), owner: blsPublicKey(key), amount, eligibility: 0n, reward: 0n };
}

export function keyBytes(secret: BlsSecretKey): Uint8Array {
  return encode(blsPublicKeyCodec, blsPublicKey(secret));
}

/** Alice pays, with nonce 1 and 10^7 gas at 1 lux unless told otherwise. */
export function moonlight(request: Partial<MoonlightRequest> = {}): MoonlightTransaction {
  const gas = { gasLimit: 10_000_000n, gasPrice: 1n };
  return buildMoonlight({ chainId: localnet.chainId, from: alice, to: blsPublicKey(bob), gas, nonce: 1n, ...request });
}

/** Block 1 with these transactions. */
export function blockOf({ root }: World, input: Partial<BlockInput> = {}): BlockInput {
  return {
    height: 1n,
    previousRoot: root,
    gasLimit: 3_000_000_000n,
    transactions: [],
    generator: keyBytes(provisioner),
    voters: [],
    slashes: [],
    ...input,
  };
}

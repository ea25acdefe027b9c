import { fileURLToPath } from 'node:url';
import { fromHex, LUX_PER_DUSK, type Lux, toHex } from '@eventide/base';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import {
  type BlsSecretKey,
  blsPublicKey,
  deriveProfile,
  formatAccount,
  formatAddress,
  mnemonicSeed,
  sha256,
} from '@eventide/crypto';
import { circuitsArgument, eventideNetwork, parseGenesis, type VerifierDataSet } from '@eventide/execution';
import { startApi } from '@eventide/node/api/startApi';
import { defaultNodeOptions, type NodeGenesis, type NodeOptions } from '@eventide/node/start/nodeOptions';
import type { RunningNode } from '@eventide/node/start/runningNode';
import { startNode } from '@eventide/node/start/startNode';
import { createMemoryStore } from '@eventide/store/memory';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { type Client, createClient } from './client.ts';
import { mockProver } from './prover/provers.ts';
import { rues } from './transports/rues.ts';
import type { Transport } from './transports/transport.ts';
import { type CreateWalletOptions, createWallet } from './wallet/openWallet.ts';
import type { Wallet } from './wallet/wallet.ts';

export const DUSK: Lux = LUX_PER_DUSK;
/** Of local networks: everybody knows them. */
export const ALICE = 'alpha alpha alpha alpha alpha alpha alpha alpha alpha alpha alpha able';
export const BOB = 'banana banana banana banana banana banana banana banana banana banana banana access';

const provisioner: BlsSecretKey = 101n;
const owner: BlsSecretKey = 19n;
/** Cheap to open: tests do not wait for a password. */
export const TEST_COST: { readonly n: number; readonly r: number; readonly p: number } = { n: 2, r: 1, p: 1 };

async function contract(name: string): Promise<Uint8Array> {
  const entry = new URL(`../../../contracts/genesis/${name}/assembly/contract.ts`, import.meta.url);
  return (await buildCached(fileURLToPath(entry))).wasm;
}

function purse(mnemonic: string, index: number): string {
  const { account, address } = deriveProfile(mnemonicSeed(mnemonic), 0);
  const notes = Array.from({ length: 4 }, () => 25_000n * DUSK).join(', ');
  return `[[moonlight_account]]
address = "${formatAccount(account)}"
balance = ${100_000n * DUSK}
[[phoenix_balance]]
address = "${formatAddress(address)}"
seed = ${index}
notes = [${notes}]
`;
}

export type WorldGenesis = { readonly proofs?: 'real' | 'mock' | undefined };

/** A network of ours: Alice and Bob have 100,000 Dusk public and 4 notes of 25,000 each. */
export async function worldGenesis({ proofs = 'mock' }: WorldGenesis = {}): Promise<NodeGenesis> {
  const [transfer, stake] = await Promise.all([contract('transfer'), contract('stake')]);
  const circuits = localKeys.map((hex) => fromHex(hex)) as unknown as VerifierDataSet;
  const text = `owner = "${formatAccount(blsPublicKey(owner))}"
[eventide]
chain_id = 224
genesis_timestamp = 1767225600
block_time = 0
circuit_sets = [{ name = "sound-1", from_height = 0 }]
srs = "local-1"
proofs = "${proofs}"
contracts = { transfer = "${toHex(sha256(transfer))}", stake = "${toHex(sha256(stake))}" }
ep1 = { share_permille = 0 }
${purse(ALICE, 1)}${purse(BOB, 2)}[[stake]]
address = "${formatAccount(blsPublicKey(provisioner))}"
amount = ${1_000_000n * DUSK}
`;
  const made = eventideNetwork(parseGenesis(text), circuits);
  return { ...made, text, code: { transfer, stake, initArgument: circuitsArgument(circuits) }, srs: 'local-1' };
}

/** A node alone with its API on a free port of loopback. */
export type World = {
  readonly node: RunningNode;
  readonly url: string;
  client(transport?: Transport): Client;
  /** Makes blocks now. */
  mine(count?: number): Promise<void>;
  /** The node stays. */
  closeApi(): Promise<void>;
  close(): Promise<void>;
};

export async function startWorld(genesis: NodeGenesis, options: Partial<NodeOptions> = {}): Promise<World> {
  const node = await startNode({
    ...defaultNodeOptions,
    genesis,
    storage: { kind: 'memory' },
    provisioner,
    production: { kind: 'manual' },
    finality: 'instant',
    verifierThreads: 0,
    ...options,
  });
  const api = await startApi(node.door, { port: 0 });
  const clients: Client[] = [];
  let closed = false;
  return {
    node,
    url: api.url,
    client(transport = rues(api.url)) {
      const client = createClient({ transport, prover: mockProver() });
      clients.push(client);
      return client;
    },
    async mine(count = 1) {
      await node.production.produce(count);
    },
    closeApi: () => api.close(),
    async close() {
      if (closed) return;
      closed = true;
      for (const client of clients) client.close();
      await api.close();
      await node.close();
    },
  };
}

/** A wallet in memory. */
export function openTestWallet(
  mnemonic: string,
  options: Partial<Omit<CreateWalletOptions, 'mnemonic' | 'seed'>> = {},
): Promise<Wallet> {
  return createWallet({ store: createMemoryStore(), password: 'correct horse', cost: TEST_COST, mnemonic, ...options });
}

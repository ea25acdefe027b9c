import { fileURLToPath } from 'node:url';
import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import { type BlsSecretKey, blsPublicKey, blsPublicKeyCodec, formatAccount, sha256 } from '@eventide/crypto';
import { circuitsArgument, eventideNetwork, parseGenesis, type VerifierDataSet } from '@eventide/execution';
import { buildMoonlight, encodeTx, type MoonlightRequest } from '@eventide/tx';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { defaultNodeOptions, type NodeGenesis, type NodeOptions } from './nodeOptions.ts';
import type { RunningNode } from './runningNode.ts';

export const DUSK = 1_000_000_000n;
export const alice: BlsSecretKey = 11n;
export const bob: BlsSecretKey = 13n;
export const owner: BlsSecretKey = 19n;
/** Secret of the provisioner with this number, from 0. */
export const provisionerKey = (index: number): BlsSecretKey => 101n + BigInt(index);

export function accountBytes(secret: BlsSecretKey): Uint8Array {
  return encode(blsPublicKeyCodec, blsPublicKey(secret));
}

async function contract(name: string): Promise<Uint8Array> {
  const entry = new URL(`../../../../contracts/genesis/${name}/assembly/contract.ts`, import.meta.url);
  return (await buildCached(fileURLToPath(entry))).wasm;
}

export type TestNetwork = {
  readonly provisioners?: number | undefined;
  readonly blockTimeSec?: number | undefined;
  readonly proofs?: 'real' | 'mock' | undefined;
};

/** A network of our own: Alice has 1000 Dusk, each provisioner a stake of a million. */
export async function testGenesis(network: TestNetwork = {}): Promise<NodeGenesis> {
  const { provisioners = 1, blockTimeSec = 0, proofs = 'real' } = network;
  const [transfer, stake] = await Promise.all([contract('transfer'), contract('stake')]);
  const circuits = localKeys.map((hex) => fromHex(hex)) as unknown as VerifierDataSet;
  const stakes = Array.from(
    { length: provisioners },
    (_, i) =>
      `[[stake]]\naddress = "${formatAccount(blsPublicKey(provisionerKey(i)))}"\namount = ${1_000_000n * DUSK}\n`,
  );
  const text = `owner = "${formatAccount(blsPublicKey(owner))}"
[eventide]
chain_id = 224
genesis_timestamp = 1767225600
block_time = ${blockTimeSec}
circuit_sets = [{ name = "sound-1", from_height = 0 }]
srs = "local-1"
proofs = "${proofs}"
contracts = { transfer = "${toHex(sha256(transfer))}", stake = "${toHex(sha256(stake))}" }
ep1 = { share_permille = 0 }
[[moonlight_account]]
address = "${formatAccount(blsPublicKey(alice))}"
balance = ${1_000n * DUSK}
${stakes.join('')}`;
  const made = eventideNetwork(parseGenesis(text), circuits);
  const code = { transfer, stake, initArgument: circuitsArgument(circuits) };
  return { ...made, text, code, srs: 'local-1' };
}

/** A node alone in its network, in memory, whose blocks are asked for. */
export function soloOptions(genesis: NodeGenesis, options: Partial<NodeOptions> = {}): NodeOptions {
  return {
    ...defaultNodeOptions,
    genesis,
    storage: { kind: 'memory' },
    provisioner: provisionerKey(0),
    production: { kind: 'manual' },
    verifierThreads: 0,
    ...options,
  };
}

/** Alice pays Bob one Dusk. */
export function payment(request: Partial<MoonlightRequest> = {}): Uint8Array {
  return encodeTx(
    buildMoonlight({
      chainId: 224,
      from: alice,
      to: blsPublicKey(bob),
      value: DUSK,
      gas: { gasLimit: 10_000_000n, gasPrice: 1n },
      nonce: 1n,
      ...request,
    }),
  );
}

/** The next event that matches. */
export function nextEvent<K extends NodeEvent['kind']>(
  node: RunningNode,
  kind: K,
  matches: (event: Extract<NodeEvent, { kind: K }>) => boolean = () => true,
): Promise<Extract<NodeEvent, { kind: K }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<NodeEvent, { kind: K }>>();
  const stop = node.door.subscribe((event) => {
    if (event.kind !== kind) return;
    const found = event as Extract<NodeEvent, { kind: K }>;
    if (!matches(found)) return;
    stop();
    resolve(found);
  });
  return promise;
}

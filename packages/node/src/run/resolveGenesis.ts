import { readFile } from 'node:fs/promises';
import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import {
  CONTRACT_FILES,
  circuitsArgument,
  eventideNetwork,
  type GenesisFile,
  type KnownGenesis,
  knownGenesisText,
  parseGenesis,
  readContracts,
  type VerifierDataSet,
} from '@eventide/execution';
import { devnet, localnet, mainnet, type Network, originalContracts, rulesAt, testnet } from '@eventide/params';
import { deployedKeys } from '@eventide/tx/phoenix/circuit/aegis/deployedKeys';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import type { ConfigName, NodeConfig } from '../config/keys.ts';
import { NodeError } from '../errors.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';

const PUBLIC: Readonly<Record<number, { readonly network: Network; readonly name: KnownGenesis }>> = {
  1: { network: mainnet, name: 'mainnet' },
  2: { network: testnet, name: 'testnet' },
  3: { network: devnet, name: 'devnet' },
};
/** Circuit set of our transfer contract on the reference's protocol. Spec: 14 §6 */
const RUSK_SET = 0;
/** Step timeouts of networks on one machine. Spec: 14 §2, row 12 */
const SHORT_STEPS = { stepTimeoutMinMs: 1_000, stepTimeoutMaxMs: 5_000, stepTimeoutIncreaseMs: 1_000 };

/**
 * The network a configuration names: a public one by its id, or that of a genesis file. The protocol comes from the file, never from
 * the chain id.
 * @throws NodeError NODE_CONFIG; ExecutionError EXEC_GENESIS_FILE, EXEC_CONTRACT_MISSING, EXEC_CONTRACT_HASH; ParamsError
 * Spec: 14 §1, §8, 05 §8
 */
export async function resolveGenesis(config: NodeConfig): Promise<NodeGenesis> {
  const genesis = await genesisOf(config);
  checkAgainst(config, genesis.network);
  return genesis;
}

async function genesisOf(config: NodeConfig): Promise<NodeGenesis> {
  const folder = config['eventide.contracts'];
  if (folder === undefined) throw missing('eventide.contracts', 'a folder with the genesis contracts');
  const known = PUBLIC[config['kadcast.kadcast_id'] ?? 0];
  const path = config['eventide.genesis'];
  if (path === undefined && known !== undefined) {
    const code = await readContracts(folder, known.network);
    return { network: known.network, text: await knownGenesisText(known.name), code, srs: 'ceremony' };
  }
  const text = path === undefined ? await knownGenesisText('localnet') : await readText(path);
  const file = parseGenesis(text);
  if (file.eventide === undefined) return ruskLocal(config, text, file, folder);
  if (file.eventide.srs === 'ceremony') throw missing('eventide.genesis', 'srs = "local-1"');
  const circuits = localKeys.map((hex) => fromHex(hex)) as unknown as VerifierDataSet;
  const made = eventideNetwork(file, circuits);
  const code = { ...(await readContracts(folder, made.network)), initArgument: circuitsArgument(circuits) };
  return { ...made, text, code, srs: file.eventide.srs };
}

/** A local network of the reference's protocol, on whatever contracts lie in the folder. Spec: 13 §3.1 */
async function ruskLocal(config: NodeConfig, text: string, file: GenesisFile, folder: string): Promise<NodeGenesis> {
  const [transfer, stake] = await Promise.all(
    [CONTRACT_FILES.transfer, CONTRACT_FILES.stake].map(async (name) =>
      toHex(sha256(await readBytes(`${folder}/${name}`))),
    ),
  );
  const contracts = { transfer: transfer as string, stake: stake as string };
  const rewardKey = file.owner === undefined ? localnet.rewardKey : toHex(encode(blsPublicKeyCodec, file.owner));
  const minBlockTimeSec = BigInt(config['eventide.block_time'] ?? Number(localnet.times.minBlockTimeSec));
  const times = { ...localnet.times, ...SHORT_STEPS, minBlockTimeSec };
  const network: Network = {
    ...localnet,
    genesisTimestampSec: config['chain.genesis_timestamp'] ?? localnet.genesisTimestampSec,
    contracts,
    rewardKey,
    proofs: config['eventide.proofs'] ?? 'real',
    times,
  };
  // Our builds have an `init`, which the originals do not.
  const original = contracts.transfer === originalContracts.transfer;
  const circuits = deployedKeys.map((hex) => fromHex(hex)) as unknown as VerifierDataSet;
  const initArgument = original ? undefined : circuitsArgument(circuits, RUSK_SET);
  return { network, text, code: { ...(await readContracts(folder, network)), initArgument }, srs: 'ceremony' };
}

/** What the file says of the network must be true of it. Spec: 08 §7 */
function checkAgainst(config: NodeConfig, network: Network): void {
  const { gas } = rulesAt(network, 1n);
  const facts: readonly (readonly [ConfigName, bigint | undefined, bigint])[] = [
    ['chain.genesis_timestamp', config['chain.genesis_timestamp'], network.genesisTimestampSec],
    ['kadcast.kadcast_id', asBigint(config['kadcast.kadcast_id']), BigInt(network.chainId)],
    ['vm.gas_per_blob', config['vm.gas_per_blob'], gas.blob],
    ['vm.gas_per_deploy_byte', config['vm.gas_per_deploy_byte'] ?? config['chain.gas_per_deploy_byte'], gas.deployByte],
    ['vm.min_deploy_points', config['vm.min_deploy_points'] ?? config['chain.min_deploy_points'], gas.minDeployPoints],
    [
      'vm.min_deployment_gas_price',
      config['vm.min_deployment_gas_price'] ?? config['chain.min_deployment_gas_price'],
      gas.minDeployPrice,
    ],
    ['vm.block_gas_limit', config['vm.block_gas_limit'] ?? config['chain.block_gas_limit'], gas.blockLimit],
  ];
  for (const [key, given, actual] of facts) {
    if (given !== undefined && given !== actual)
      throw new NodeError('NODE_CONFIG', { key, given, expected: `${actual}, which the network has` });
  }
}

function asBigint(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

function missing(key: ConfigName, expected: string): NodeError {
  return new NodeError('NODE_CONFIG', { key, expected });
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new NodeError('NODE_CONFIG', { path, expected: 'a readable file' }, { cause });
  }
}

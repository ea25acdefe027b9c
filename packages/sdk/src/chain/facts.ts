import { mainnet, type Network, networkByName, type Protocol, type Rules, rulesAt } from '@eventide/params';
import { post } from '../calls/post.ts';
import { query } from '../calls/query.ts';
import { NetworkError } from '../errors.ts';
import { asObject, asText, asTextOrNull, asU64, type Json, type JsonObject, parseExact } from '../json.ts';
import type { Transport } from '../transports/transport.ts';

/**
 * The network a client expects: a public one by name, `'local'` for any network without value, or chain id and, if known, the
 * hash of the genesis block.
 */
export type NetworkChoice =
  | 'mainnet'
  | 'testnet'
  | 'devnet'
  | 'localnet'
  | 'local'
  | { readonly chainId: number; readonly genesisHash?: string | undefined; readonly protocol?: Protocol | undefined };

/** What a client knows of the chain behind its node. */
export type ChainFacts = {
  readonly chainId: number;
  /** Of the genesis block, hex. */
  readonly genesisHash: string;
  readonly protocol: Protocol;
  readonly circuitSet: Rules['circuitSet'];
  /** `mock`: anybody can forge proofs; only on local networks. */
  readonly proofs: Rules['proofs'];
  /** `local-1` protects nothing. */
  readonly srs: 'local-1' | 'ceremony';
  readonly plonk: Rules['plonk'];
  /** Only canonical transaction bytes pass. */
  readonly strict: boolean;
  readonly gas: {
    readonly blockLimit: bigint;
    readonly perDeployByte: bigint;
    readonly minDeployPoints: bigint;
    readonly minDeployPrice: bigint;
    readonly perBlob: bigint;
  };
  /** Version of the software behind the API, e.g. `1.6.0`. */
  readonly nodeVersion: string;
};

/** Chain ids of networks that promise no value: Rusk's local one and ours. Spec: 14 §1 */
const LOCAL_CHAIN_IDS: ReadonlySet<number> = new Set([0, 224]);

/** Asks a node who it is. @throws NetworkError NETWORK_WRONG_CHAIN, NETWORK_UNREACHABLE, NETWORK_BAD_ANSWER. Spec: 08 §4.1; 14 §9 */
export async function readChainFacts(
  transport: Transport,
  choice: NetworkChoice,
  signal?: AbortSignal,
): Promise<ChainFacts> {
  const response = await post(transport, '/on/node/info', { signal });
  const info = asObject(parseExact(await response.text()), 'node/info');
  const chainId = info.chain_id === null || info.chain_id === undefined ? 0 : Number(asU64(info.chain_id, 'chain_id'));
  const expected = expectedOf(choice);
  if (expected.chainIds !== null && !expected.chainIds.has(chainId)) {
    const wanted = [...expected.chainIds].join(' or ');
    throw new NetworkError('NETWORK_WRONG_CHAIN', { url: transport.url, expected: wanted, found: chainId });
  }
  const own = info.eventide === undefined || info.eventide === null ? null : asObject(info.eventide, 'eventide');
  const protocol = own === null ? 'rusk-1.6' : asProtocol(own.protocol);
  if (expected.protocol !== undefined && expected.protocol !== protocol) {
    throw new NetworkError('NETWORK_WRONG_CHAIN', { url: transport.url, expected: expected.protocol, found: protocol });
  }
  const reported = own === null ? null : asTextOrNull(own.genesis_hash, 'genesis_hash');
  const genesisHash = (reported ?? (await genesisHashOf(transport, signal))).toLowerCase();
  if (expected.genesisHash !== undefined && expected.genesisHash !== genesisHash) {
    throw new NetworkError('NETWORK_WRONG_CHAIN', {
      url: transport.url,
      expected: expected.genesisHash,
      found: genesisHash,
    });
  }
  const ours = own === null ? ruskRules(chainId) : ownRules(own, protocol);
  return {
    chainId,
    genesisHash,
    protocol,
    ...ours,
    gas: gasOf(info),
    nodeVersion: asText(info.version, 'version'),
  };
}

async function genesisHashOf(transport: Transport, signal: AbortSignal | undefined): Promise<string> {
  const answer = await query(transport, 'query { block(height: 0) { header { hash } } }', { signal });
  return asText(asObject(asObject(answer.block, 'block').header, 'block.header').hash, 'block.header.hash');
}

function expectedOf(choice: NetworkChoice): {
  readonly chainIds: ReadonlySet<number> | null;
  readonly genesisHash?: string | undefined;
  readonly protocol?: Protocol | undefined;
} {
  if (choice === 'local') return { chainIds: LOCAL_CHAIN_IDS };
  if (typeof choice === 'string') return { chainIds: new Set([networkByName(choice).chainId]) };
  return {
    chainIds: new Set([choice.chainId]),
    genesisHash: choice.genesisHash?.toLowerCase(),
    protocol: choice.protocol,
  };
}

/** A Rusk node: the rules of its network as they are since Aegis. Spec: 14 §2 */
function ruskRules(chainId: number): Pick<ChainFacts, 'circuitSet' | 'proofs' | 'srs' | 'plonk' | 'strict'> {
  const names = ['localnet', 'mainnet', 'testnet', 'devnet'] as const;
  const network: Network = networkByName(names[chainId] ?? 'localnet');
  const rules = rulesAt(network, afterAegis);
  return { circuitSet: rules.circuitSet, proofs: 'real', srs: 'ceremony', plonk: rules.plonk, strict: rules.strict };
}

/** Later than every change of a public network so far. */
const afterAegis = BigInt(mainnet.features.aegis as bigint);

function ownRules(
  own: JsonObject,
  protocol: Protocol,
): Pick<ChainFacts, 'circuitSet' | 'proofs' | 'srs' | 'plonk' | 'strict'> {
  return {
    circuitSet: oneOf(own.circuit_set, ['aegis', 'sound-1'], 'circuit_set'),
    proofs: oneOf(own.proofs, ['real', 'mock'], 'proofs'),
    srs: oneOf(own.srs, ['local-1', 'ceremony'], 'srs'),
    plonk: 'V3',
    strict: protocol === 'eventide',
  };
}

function asProtocol(json: Json | undefined): Protocol {
  return oneOf(json, ['rusk-1.6', 'eventide'], 'protocol');
}

function oneOf<const T extends string>(json: Json | undefined, values: readonly T[], at: string): T {
  const text = asText(json, at);
  const found = values.find((value) => value === text);
  if (found === undefined) throw new NetworkError('NETWORK_BAD_ANSWER', { at, rule: values.join(' or ') });
  return found;
}

function gasOf(info: JsonObject): ChainFacts['gas'] {
  const config = asObject(info.vm_config, 'vm_config');
  return {
    blockLimit: asU64(config.block_gas_limit, 'block_gas_limit'),
    perDeployByte: asU64(config.gas_per_deploy_byte, 'gas_per_deploy_byte'),
    minDeployPoints: asU64(config.min_deploy_points, 'min_deploy_points'),
    minDeployPrice: asU64(config.min_deployment_gas_price, 'min_deployment_gas_price'),
    perBlob: asU64(config.gas_per_blob, 'gas_per_blob'),
  };
}

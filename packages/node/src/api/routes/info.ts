import { toHex } from '@eventide/base';
import type { JsonValue } from '@eventide/ledger';
import { type Activation, type FeatureHeights, featureNames, gasTable, type Network, rulesAt } from '@eventide/params';
import type { NodeIdentity } from '../nodeDoor.ts';
import { RUSK_VERSION } from '../server/requestHead.ts';

/** What the reference writes for a feature that never comes. Spec: 08 §4.1 */
const NEVER = 0xffff_ffff_ffff_ffffn;
const MS_PER_SECOND = 1_000;

/** Our own networks have them from the start. Spec: 14 §5 */
const OWN_QUERIES = ['HQ_VERIFY_PHOENIX_AUTH', 'HQ_POSEIDON_MERKLE', 'HQ_JUBJUB_DECODE'];

/** The facts of `node/info`. `routes`: extension routes this node answers. Spec: 08 §4.1, 14 §9 */
export function nodeInfo(identity: NodeIdentity, routes: readonly string[]): JsonValue {
  const { network, build, kadcastAddress, bootstrapping, srs, genesisHash } = identity;
  const rules = rulesAt(network, 1n);
  return {
    version: RUSK_VERSION,
    version_build: `${RUSK_VERSION} (eventide ${build.version} ${build.commit} ${build.date})`,
    bootstrapping_nodes: bootstrapping,
    chain_id: network.chainId === 0 ? null : network.chainId,
    kadcast_address: kadcastAddress,
    vm_config: vmConfig(identity),
    eventide: {
      version: build.version,
      protocol: network.protocol,
      rules: rules.version,
      circuit_set: rules.circuitSet,
      srs,
      proofs: network.proofs,
      genesis_hash: toHex(genesisHash),
      routes,
    },
  };
}

function vmConfig({ network, blockGasLimit, generationTimeoutMs }: NodeIdentity): JsonValue {
  return {
    gas_per_blob: gasTable.blob,
    gas_per_deploy_byte: gasTable.deployByte,
    min_deploy_points: gasTable.minDeployPoints,
    min_deployment_gas_price: gasTable.minDeployPrice,
    block_gas_limit: blockGasLimit,
    generation_timeout: generationTimeoutMs === undefined ? null : duration(generationTimeoutMs),
    features: features(network),
  };
}

function features({ protocol, features: heights, shades }: Network): JsonValue {
  const own = protocol === 'eventide';
  const named = Object.entries(featureNames).map(
    ([key, name]) => [name, heights[key as keyof FeatureHeights]] as const,
  );
  // Of our own networks only what is on is told.
  const told = own ? named.filter(([, activation]) => activation !== null) : named;
  return Object.fromEntries<JsonValue>([
    ...told.map(([name, activation]) => [name, activationToJson(activation)] as const),
    ...(own ? OWN_QUERIES.map((name) => [name, 0n] as const) : []),
    ...shades.map(({ contractId, from, to }) => [`shade_${contractId}`, [[from, to]]] as const),
  ]);
}

function activationToJson(activation: Activation): JsonValue {
  if (activation === null) return NEVER;
  return typeof activation === 'bigint' ? activation : activation.map(([from, to]) => [from, to]);
}

/** As the reference prints a duration. */
function duration(ms: number): string {
  return ms % MS_PER_SECOND === 0 ? `${ms / MS_PER_SECOND}s` : `${ms}ms`;
}

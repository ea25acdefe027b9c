import { isActive } from './activation.ts';
import type { FeatureHeights } from './network.ts';

const ALWAYS = [
  'hash',
  'poseidon_hash',
  'verify_plonk',
  'verify_groth16_bn254',
  'verify_schnorr',
  'verify_bls',
  'verify_bls_multisig',
];
const SWITCHED = [
  ['keccak256', 'keccak256'],
  ['sha256', 'sha256'],
  ['verify_kzg_proof', 'verifyKzgProof'],
  ['secp256k1_recover', 'secp256k1Recover'],
] as const;
const OURS = ['verify_phoenix_auth', 'poseidon_merkle', 'jubjub_decode'];

/** The host queries of a session of this height; height 0 excludes none. Spec: 04 §7.1, §7.5, 14 §5 */
export function queriesAt(features: FeatureHeights, height: bigint, withOurs: boolean): ReadonlySet<string> {
  const switched = SWITCHED.filter(([, key]) => height === 0n || isActive(features[key], height)).map(([name]) => name);
  return frozenSet([...ALWAYS, ...switched, ...(withOurs ? OURS : [])]);
}

function frozenSet(names: readonly string[]): ReadonlySet<string> {
  const refuse = (): never => {
    throw new TypeError('the set is frozen');
  };
  return Object.freeze(Object.assign(new Set(names), { add: refuse, delete: refuse, clear: refuse }));
}

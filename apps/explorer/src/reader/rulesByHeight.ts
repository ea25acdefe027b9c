import {
  type Activation,
  type FeatureHeights,
  featureNames,
  localnet,
  type Network,
  networkByName,
  ruleChanges,
  rulesAt,
} from '@eventide/params';
import type { Json } from '@eventide/sdk';
import { listOf, luxOf, objectOf } from '../chain/describeTx.ts';
import type { NetworkRules, NetworkToRead, RuleRange } from './protocol.ts';

/** What the reference writes for a feature that never comes. Spec: 08 §4.1 */
const NEVER = 0xffff_ffff_ffff_ffffn;
const PUBLIC_NAMES = [null, 'mainnet', 'testnet', 'devnet'] as const;

/**
 * The rules of each range of heights: which follow from the heights of features that a node tells; those of Dusk's networks are compared
 * with what this page knows. Spec: 14 §3, 08 §4.1
 */
export function rulesByHeight({ chainId, protocol, features }: NetworkToRead): NetworkRules {
  const told = objectOf(features);
  const heights = Object.fromEntries(
    Object.entries(featureNames).map(([key, name]) => [key, activationOf(told[name])]),
  ) as FeatureHeights;
  const shades = Object.entries(told).flatMap(([name, ranges]) =>
    name.startsWith('shade_')
      ? listOf(ranges).map((range) => ({
          contractId: name.slice(6),
          from: heightOf(listOf(range)[0]),
          to: heightOf(listOf(range)[1]),
        }))
      : [],
  );
  const ranges = rangesOf({ ...localnet, protocol, features: heights, shades });
  const name = protocol === 'rusk-1.6' ? PUBLIC_NAMES[chainId] : undefined;
  return { ranges, known: name == null ? null : same(ranges, rangesOf(networkByName(name))) };
}

function rangesOf(network: Network): readonly RuleRange[] {
  // Height 0 is no block.
  const heights = ruleChanges(network).filter((height) => height > 0n);
  return (heights.length === 0 ? [1n] : heights).map((from) => {
    const { circuitSet, plonk, bls, strict, features, shaded, queries } = rulesAt(network, from);
    const on = Object.entries(features).flatMap(([name, active]) => (active ? [name] : []));
    return { from, circuitSet, plonk, bls, strict, features: on, shaded, queries: [...queries].sort() };
  });
}

function same(a: readonly RuleRange[], b: readonly RuleRange[]): boolean {
  const text = (ranges: readonly RuleRange[]): string =>
    JSON.stringify(ranges, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return text(a) === text(b);
}

/** What is beyond a u64 never comes. */
function heightOf(json: Json | undefined): bigint {
  const height = luxOf(json);
  return height > NEVER ? NEVER : height;
}

/** A height, ranges of heights, or never; a feature that is not told is off. */
function activationOf(json: NetworkToRead['features']): Activation {
  if (json === undefined) return null;
  if (!Array.isArray(json)) return heightOf(json) === NEVER ? null : heightOf(json);
  return json.map((range) => [heightOf(listOf(range)[0]), heightOf(listOf(range)[1])] as const);
}

import { featureNames, mainnet, type Network, testnet } from '@eventide/params';
import { describe, expect, test } from 'vitest';
import { rulesByHeight } from './rulesByHeight.ts';

const NEVER = 0xffff_ffff_ffff_ffffn;

/** As a node tells them. Spec: 08 §4.1 */
function featuresOf({ features, shades }: Network) {
  const entries = Object.entries(features).map(([key, activation]) => [
    featureNames[key as keyof typeof featureNames],
    activation === null ? NEVER : activation,
  ]);
  const shaded = shades.map(({ contractId, from, to }) => [`shade_${contractId}`, [[from, to]]]);
  return Object.fromEntries([...entries, ...shaded]);
}

describe('13 §6 rules by height', () => {
  test.each([mainnet, testnet])('$name: as this page knows them', (network) => {
    const { chainId } = network;
    const { ranges, known } = rulesByHeight({ chainId, protocol: 'rusk-1.6', features: featuresOf(network) });
    expect(known).toBe(true);
    expect(ranges[0]?.from).toBe(1n);
    expect(ranges.at(-1)).toMatchObject({ plonk: 'V3', bls: 'V2', circuitSet: 'aegis', strict: false });
  });

  test('mainnet: Aegis comes with its height', () => {
    const { ranges } = rulesByHeight({ chainId: 1, protocol: 'rusk-1.6', features: featuresOf(mainnet) });
    const at = (height: bigint) => ranges.findLast(({ from }) => from <= height);
    expect([at(3_590_903n), at(3_590_904n)].map((range) => [range?.plonk, range?.bls])).toEqual([
      ['V2', 'V1'],
      ['V3', 'V2'],
    ]);
    expect(at(2_900_000n)?.shaded).toHaveLength(1);
  });

  test('other heights than those known are said to be', () => {
    const features = { ...featuresOf(mainnet), HARDFORK_AEGIS: 4_000_000 };
    expect(rulesByHeight({ chainId: 1, protocol: 'rusk-1.6', features }).known).toBe(false);
  });

  test('a network of our own has one range, and nothing to compare with', () => {
    const features = { HARDFORK_AEGIS: 0, BLOB: 0, DISABLE_WASM64: 0, HQ_POSEIDON_MERKLE: 0 };
    const { ranges, known } = rulesByHeight({ chainId: 224, protocol: 'eventide', features });
    expect(known).toBeNull();
    expect(ranges).toMatchObject([{ from: 1n, circuitSet: 'sound-1', plonk: 'V3', bls: 'V2', strict: true }]);
    expect(ranges[0]?.features).toEqual(['blob', 'deployWasm32', 'thirdPartyCalls']);
  });

  test('nonsense is no feature', () => {
    for (const features of [
      undefined,
      null,
      'x',
      [1],
      { BLOB: 'x', PLONK_V2: [7, [1]] },
      { BLOB: 2n ** 65n, AEGIS: [[0, 2n ** 65n]] },
    ] as never[])
      expect(rulesByHeight({ chainId: 0, protocol: 'rusk-1.6', features }).ranges.length).toBeGreaterThan(0);
  });
});

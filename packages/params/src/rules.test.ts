import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { Activation } from './activation.ts';
import { consensusConstants } from './consensus.ts';
import { contractConstants, eligibilityFrom, nextEpoch } from './contracts.ts';
import { gasTable, operatorPrice } from './gas.ts';
import { type FeatureHeights, featureNames, type Network } from './network.ts';
import { devnet } from './networks/devnet.ts';
import { localnet } from './networks/localnet.ts';
import { mainnet } from './networks/mainnet.ts';
import { networkByName } from './networks/publicNetworks.ts';
import { DUSK_KEY, originalContracts } from './networks/rusk.ts';
import { testnet } from './networks/testnet.ts';
import { ruleChanges, rulesAt } from './rules.ts';

type Given = number | 'never' | readonly (readonly (number | 'never')[])[];
const vector = loadVectors<{
  never: string;
  common: Readonly<Record<string, number>>;
  features: Readonly<Record<string, Readonly<Record<string, Given>>>>;
}>('contracts/network-params');
const NEVER = BigInt(vector.never);

const keys = Object.fromEntries(Object.entries(featureNames).map(([key, name]) => [name, key])) as Readonly<
  Record<string, keyof FeatureHeights>
>;
describe('04 §7.4 networks', () => {
  test.each([mainnet, testnet, devnet, localnet])('$name has the heights of the reference', (network) => {
    const given = vector.features[network.name] ?? {};
    expect(Object.keys(keys)).toHaveLength(11);
    for (const [name, key] of Object.entries(keys)) {
      expect([name, network.features[key]]).toEqual([name, activationOf(given[name])]);
    }
    const shades = Object.entries(given).filter(([name]) => name.startsWith('shade_'));
    expect(network.shades).toEqual(
      shades.map(([name, ranges]) => {
        const [from, to] = (ranges as number[][])[0] as [number, number];
        return { contractId: name.slice(6), from: BigInt(from), to: BigInt(to) };
      }),
    );
    if (network !== localnet) expect(network.chainId).toBe(given.chainId);
    expect(networkByName(network.name)).toBe(network);
  });

  test('common values', () => {
    expect(vector.common).toMatchObject({
      gasPerBlob: Number(gasTable.blob),
      gasPerDeployByte: Number(gasTable.deployByte),
      minDeployPoints: Number(gasTable.minDeployPoints),
      minDeploymentGasPrice: Number(gasTable.minDeployPrice),
      blockGasLimit: Number(gasTable.blockLimit),
      epoch: Number(consensusConstants.epochBlocks),
      minimumStakeLux: Number(contractConstants.defaultMinimumStake),
      warnings: contractConstants.defaultWarnings,
      genesisChainIdMetadata: contractConstants.genesisChainId,
      maxRoots: contractConstants.maxRoots,
      notesTreeDepth: contractConstants.notesTreeDepth,
      notesTreeArity: contractConstants.notesTreeArity,
    });
  });

  test('05 §8.3 contracts and Dusk key', () => {
    const genesis = loadVectors<{
      duskConsensusKey: { compressedHex: string };
      contracts: Readonly<Record<'transfer' | 'stake', { sha256: string }>>;
    }>('contracts/genesis');
    expect(DUSK_KEY).toBe(genesis.duskConsensusKey.compressedHex);
    expect(originalContracts.transfer).toBe(genesis.contracts.transfer.sha256);
    expect(originalContracts.stake).toBe(genesis.contracts.stake.sha256);
  });

  test.each(['', 'Mainnet', 'eventide', 'lunare', 'toString'])('14 §1 refuses the name %j', (name) => {
    expect(() => networkByName(name)).toThrowCode('PARAMS_UNKNOWN_NETWORK');
  });
});

describe('14 §3 rulesAt', () => {
  test('mainnet through time', () => {
    const at = (height: bigint) => rulesAt(mainnet, height);
    expect(at(1n)).toMatchObject({
      protocol: 'rusk-1.6',
      circuitSet: 'aegis',
      plonk: 'V1',
      bls: 'V1',
      refundCheck: false,
      features: { publicSender: false, blob: false, deployWasm32: true, deployWasm64: true, thirdPartyCalls: true },
      strict: false,
      eventsRevert: false,
      emergencyKey: DUSK_KEY,
    });
    expect([at(354_999n), at(355_000n)].map((rules) => rules.features.publicSender)).toEqual([false, true]);
    expect([at(2_710_375n), at(2_710_376n)].map((rules) => rules.features.deployWasm32)).toEqual([true, false]);
    expect([at(2_873_420n), at(2_873_421n)].map((rules) => rules.features.deployWasm32)).toEqual([false, true]);
    expect([at(2_873_420n), at(2_873_421n)].map((rules) => rules.features.thirdPartyCalls)).toEqual([false, true]);
    expect([at(2_710_375n), at(2_710_376n), at(NEVER)].map((r) => r.features.deployWasm64)).toEqual([
      true,
      false,
      false,
    ]);
    expect([at(2_873_419n), at(2_873_420n)].map((rules) => rules.features.blob)).toEqual([false, true]);
    expect([at(3_470_359n), at(3_470_360n)].map((rules) => rules.plonk)).toEqual(['V1', 'V2']);
    expect([at(3_590_903n), at(3_590_904n)].map((r) => [r.plonk, r.bls, r.refundCheck])).toEqual([
      ['V2', 'V1', false],
      ['V3', 'V2', true],
    ]);
  });

  test('06 §1 a shade ends before its last height', () => {
    const shaded = [2_873_419n, 2_873_420n, 2_933_849n, 2_933_850n].map(
      (height) => rulesAt(mainnet, height).shaded.length,
    );
    expect(shaded).toEqual([0, 1, 1, 0]);
  });

  test('devnet never knows PLONK V2', () => {
    expect([rulesAt(devnet, 1n).plonk, rulesAt(devnet, NEVER).plonk]).toEqual(['V3', 'V3']);
  });

  test('04 §7.5 queries by height', () => {
    expect(rulesAt(mainnet, 1n).queries.size).toBe(7);
    expect(rulesAt(mainnet, NEVER).queries.has('keccak256')).toBe(false);
    expect(rulesAt(testnet, 2_539_819n).queries.has('keccak256')).toBe(false);
    expect(rulesAt(testnet, 2_539_820n).queries.has('keccak256')).toBe(true);
    expect(rulesAt(localnet, 1n).queries.size).toBe(11);
    expect(rulesAt(localnet, 1n).queries.has('jubjub_decode')).toBe(false);
    expect(rulesAt(mainnet, 1n).queryPrice('verify_plonk', 65_536)).toBe(0n);
  });

  test('04 §7.1 sessions of height 0 know every query, PLONK V2 and BLS V1', () => {
    const rules = rulesAt(mainnet, 0n);
    expect([rules.queries.size, rules.plonk, rules.bls]).toEqual([11, 'V2', 'V1']);
    expect(rulesAt(localnet, 0n).bls).toBe('V1');
  });

  test('14 §3 a local network with our builds has our queries', () => {
    const ours: Network = { ...localnet, contracts: { ...originalContracts, transfer: '11'.repeat(32) } };
    expect(rulesAt(ours, 1n).queries.has('verify_phoenix_auth')).toBe(true);
    expect(rulesAt(ours, 1n).strict).toBe(false);
  });

  test('heights with rules of their own', () => {
    const heights = ruleChanges(mainnet);
    expect(heights.slice(0, 3)).toEqual([0n, 1n, 355_000n]);
    expect(heights.at(-1)).toBe(3_590_904n);
    for (const height of heights.slice(1)) expect(rulesAt(mainnet, height)).not.toBe(rulesAt(mainnet, height - 1n));
  });

  test('one record per range, frozen', () => {
    expect(rulesAt(mainnet, 3_590_904n)).toBe(rulesAt(mainnet, NEVER));
    expect(rulesAt(mainnet, 1n)).toBe(rulesAt(mainnet, 354_999n));
    expect(rulesAt(mainnet, 1n)).not.toBe(rulesAt(testnet, 1n));
    const rules = rulesAt(mainnet, 1n);
    for (const part of [
      rules,
      rules.features,
      rules.shaded,
      rules.gas,
      rules.gas.operators,
      rules.consensus,
      rules.ep1,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(() => (rules.queries as Set<string>).add('x')).toThrow(TypeError);
    expect(() => (rules.queries as Set<string>).clear()).toThrow(TypeError);
  });

  test.each([-1n, 2n ** 64n])('refuses height %s', (height) => {
    expect(() => rulesAt(mainnet, height)).toThrowCode('PARAMS_BAD_HEIGHT');
  });
});

describe('04 §6.1 gas', () => {
  test.each([
    ['nop', 0n],
    ['end', 0n],
    ['i32.store8', 16n],
    ['f32.store', 16n],
    ['i64.store8', 32n],
    ['f64.store', 32n],
    ['v128.store64_lane', 64n],
    ['i32.add', 1n],
    ['br_if', 1n],
    ['memory.grow', 1n],
    ['toString', 1n],
  ])('%s costs %s', (name, price) => {
    expect(operatorPrice(gasTable, name)).toBe(price);
  });
});

describe('05 §2 epochs', () => {
  test.each([
    [0n, 2160n, 4320n],
    [1n, 2160n, 4320n],
    [2159n, 2160n, 4320n],
    [2160n, 4320n, 6480n],
  ])('height %s', (height, epoch, eligible) => {
    expect([nextEpoch(height), eligibilityFrom(height)]).toEqual([epoch, eligible]);
  });
});

function activationOf(given: Given | undefined): Activation {
  if (given === undefined || given === 'never') return null;
  if (typeof given === 'number') return BigInt(given);
  return given.map((ends) => ends.map((end) => (end === 'never' ? NEVER : BigInt(end)))) as unknown as Activation;
}

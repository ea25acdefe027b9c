import { fromBase58, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { rulesAt } from '../rules.ts';
import { createEventideNetwork, type EventideGenesis, genesisParametersJson } from './eventide.ts';

const vector = loadVectors<{ genesis: { canonical_json: string; timestamp: number } }>('network/eventide').genesis;
const parameters = JSON.parse(vector.canonical_json) as {
  block_time: number;
  chain_id: number;
  contracts: { transfer: string; stake: string };
  owner: string;
  vd_ids: [string, string, string, string];
};
const genesis: EventideGenesis = {
  chainId: parameters.chain_id,
  genesisTimestampSec: BigInt(vector.timestamp),
  blockTimeSec: parameters.block_time,
  srs: 'local-1',
  proofs: 'real',
  contracts: parameters.contracts,
  verifierDataIds: parameters.vd_ids,
  owner: { base58: parameters.owner, hex: toHex(fromBase58(parameters.owner, 96)) },
};

describe('14 §8 genesis parameters', () => {
  test('canonical text', () => {
    expect(genesisParametersJson(genesis)).toBe(vector.canonical_json);
  });

  test.each<[string, Partial<EventideGenesis>]>([
    ['chain id 1', { chainId: 1 }],
    ['chain id 240', { chainId: 240 }],
    ['chain id 224.5', { chainId: 224.5 }],
    ['block time 31', { blockTimeSec: 31 }],
    ['block time −1', { blockTimeSec: -1 }],
    ['block time 0.5', { blockTimeSec: 0.5 }],
    ['a negative timestamp', { genesisTimestampSec: -1n }],
    ['mock proofs with value', { chainId: 225, proofs: 'mock' }],
    ['unknown proofs', { proofs: 'none' as 'mock' }],
    ['unknown SRS', { srs: 'local-2' as 'local-1' }],
    ['short contract digest', { contracts: { transfer: '11', stake: '00'.repeat(32) } }],
    ['upper-case digest', { contracts: { transfer: 'AA'.repeat(32), stake: '00'.repeat(32) } }],
    ['three verifier data ids', { verifierDataIds: ['00'.repeat(32)] as unknown as [string, string, string, string] }],
    ['owner of 95 bytes', { owner: { base58: parameters.owner, hex: '00'.repeat(95) } }],
    ['owner text with quotes', { owner: { base58: '"}', hex: '00'.repeat(96) } }],
  ])('refuses %s', (_, change) => {
    expect(() => createEventideNetwork({ ...genesis, ...change })).toThrowCode('PARAMS_BAD_GENESIS');
    expect(() => genesisParametersJson({ ...genesis, ...change })).toThrowCode('PARAMS_BAD_GENESIS');
  });
});

describe('14 §2 rules of protocol eventide', () => {
  const network = createEventideNetwork(genesis);
  const rules = rulesAt(network, 0n);

  test('one record for all heights', () => {
    expect(rulesAt(network, 1n)).toBe(rules);
    expect(rulesAt(network, 2n ** 64n - 1n)).toBe(rules);
  });

  test('all differences', () => {
    expect(rules).toMatchObject({
      protocol: 'eventide',
      version: 1,
      circuitSet: 'sound-1',
      plonk: 'V3',
      bls: 'V2',
      refundCheck: true,
      features: { publicSender: true, blob: true, deployWasm32: true, deployWasm64: false, thirdPartyCalls: true },
      shaded: [],
      strict: true,
      eventsRevert: true,
      proofs: 'real',
      contracts: genesis.contracts,
      rewardKey: genesis.owner.hex,
      emergencyKey: null,
      consensus: { minBlockTimeSec: 2n, stepTimeoutMinMs: 1000, stepTimeoutMaxMs: 5000, stepTimeoutIncreaseMs: 1000 },
      ep1: { sponsor: false, tx: false, auto: false },
    });
    expect(rules.queries.size).toBe(14);
  });

  test('mock proofs on chain id 224 only', () => {
    expect(rulesAt(createEventideNetwork({ ...genesis, proofs: 'mock' }), 1n).proofs).toBe('mock');
  });
});

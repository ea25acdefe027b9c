import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { devnet } from './networks/devnet.ts';
import { createEventideNetwork } from './networks/eventide.ts';
import { localnet } from './networks/localnet.ts';
import { pricedQuery, queryPrices } from './queryPrices.ts';
import { rulesAt } from './rules.ts';

const digest = '00'.repeat(32);
const eventide = createEventideNetwork({
  chainId: 224,
  genesisTimestampSec: 0n,
  blockTimeSec: 2,
  srs: 'local-1',
  proofs: 'real',
  contracts: { transfer: digest, stake: digest },
  verifierDataIds: [digest, digest, digest, digest],
  owner: { base58: '1', hex: '00'.repeat(96) },
});

describe('14 §5 prices of host queries', () => {
  test('every query of our networks has one, and nothing else', () => {
    const { queries, queryPrice } = rulesAt(eventide, 1n);
    expect(Object.keys(queryPrices).sort()).toEqual([...queries].sort());
    for (const name of queries) expect(queryPrice(name, 0)).toBeGreaterThan(0n);
    expect(queryPrice('toString', 100)).toBe(0n);
  });

  test('grow with the argument', () => {
    expect(pricedQuery('poseidon_hash', 0)).toBe(48_000n);
    expect(pricedQuery('poseidon_hash', 72)).toBe(48_000n + 72n * 370n);
  });

  test('are 0 under rusk-1.6', () => {
    for (const network of [devnet, localnet]) expect(rulesAt(network, 1n).queryPrice('verify_plonk', 9)).toBe(0n);
  });

  test('are those of the table in the documentation', () => {
    const page = readFileSync(new URL('../../../docs/explanation/gas-of-host-queries.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|$/gm)].map(
      ([, name = '', base = '', perByte = '']) =>
        [name, { base: BigInt(base.replaceAll(',', '')), perByte: BigInt(perByte.replaceAll(',', '')) }] as const,
    );
    expect(Object.fromEntries(rows)).toEqual(queryPrices);
  });
});

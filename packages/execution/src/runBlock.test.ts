import { decodeEvent, stakeAbi } from '@eventide/abi';
import { systemClock, toHex } from '@eventide/base';
import { localnet, rulesAt } from '@eventide/params';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlockRequest, buildBlock } from './buildBlock.ts';
import { type BlockInput, type ExecutedBlock, runBlock } from './runBlock.ts';
import { blockRewards } from './settleBlock.ts';
import { blockOf, bob, DUSK, keyBytes, moonlight, openWorld, provisioner, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.engine.vm.close());

function run(input: Partial<BlockInput>): ExecutedBlock {
  const outcome = runBlock(world.engine, blockOf(world, input));
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.block;
}

const pay = (nonce: bigint) => moonlight({ nonce, value: DUSK });

describe('06 §13 a block', () => {
  it('rewards, fees, root and filter; the same twice, and stored', async () => {
    const first = run({ transactions: [pay(1n), pay(2n)] });
    const { stateRoot, eventBloom, fees, gasSpent } = first;
    expect(fees).toBe(gasSpent);
    const second = run({ transactions: [pay(1n), pay(2n)] });
    expect(second.blockEvents.map(({ topic }) => topic)).toEqual(['reward']);
    expect(toHex(second.stateRoot)).toBe(toHex(stateRoot));
    expect(toHex(second.eventBloom)).toBe(toHex(eventBloom));
    expect(await second.commit()).toEqual(stateRoot);
    const next = run({ height: 2n, previousRoot: stateRoot, voters: [{ key: keyBytes(provisioner), credits: 128 }] });
    expect(next.rewards).toHaveLength(4);
    expect(toHex(next.stateRoot)).not.toBe(toHex(stateRoot));
  });

  it('slashes once per entry: a warning, then a tenth; keys without stake are skipped', () => {
    const slash = { key: keyBytes(provisioner), kind: 'soft' } as const;
    const block = run({ slashes: [slash, { key: keyBytes(bob), kind: 'hard' }, slash] });
    const slashed = block.blockEvents.filter(({ topic }) => topic === 'slash');
    expect(slashed).toHaveLength(1);
    expect(decodeEvent(stakeAbi, 'slash', slashed[0]?.data as Uint8Array).value).toBeGreaterThan(0n);
  });
});

describe('05 §7.2 rewards', () => {
  type Case = {
    height: string;
    feesLux: string;
    certCredits: string;
    dusk: string;
    generatorFixed: string;
    generatorExtra: string;
    luxPerVoterCredit: string;
    rewardEntries?: number;
  };
  const { cases } = loadVectors<{ cases: Case[] }>('contracts/reward-split');

  it.each(cases)('height $height, fees $feesLux, $certCredits credits', (expected) => {
    const height = BigInt(expected.height);
    const generator = new Uint8Array(96).fill(9);
    const credits = Number(expected.certCredits);
    const voters = credits === 0 ? [] : [{ key: new Uint8Array(96).fill(3), credits }];
    const rewards = blockRewards(
      { height, rules: rulesAt(localnet, height) },
      { generator, voters, slashes: [] },
      BigInt(expected.feesLux),
    );
    const paid = (reason: string) => rewards?.find((reward) => reward.reason === reason)?.value ?? 0n;
    expect(paid('GeneratorFixed')).toBe(BigInt(expected.generatorFixed));
    expect(paid('Other')).toBe(BigInt(expected.dusk));
    expect(paid('GeneratorExtra')).toBe(BigInt(expected.generatorExtra));
    expect(paid('Voter')).toBe(BigInt(expected.luxPerVoterCredit) * BigInt(expected.certCredits));
  });

  it('voters in the order of their keys', () => {
    const voters = [2, 1].map((n) => ({ key: new Uint8Array(96).fill(n), credits: n }));
    const rewards = blockRewards(
      { height: 5n, rules: rulesAt(localnet, 5n) },
      { generator: keyBytes(bob), voters, slashes: [] },
      0n,
    );
    expect(rewards?.slice(-2).map(({ key }) => key[0])).toEqual([1, 2]);
  });
});

describe('04 §7.6 block production', () => {
  const build = (request: Partial<BlockRequest>) =>
    buildBlock(world.engine, {
      ...blockOf(world),
      candidates: [],
      maxTransactions: 100,
      maxBytes: 1_000_000,
      sizeOf: () => 300,
      deadlineMs: Number.POSITIVE_INFINITY,
      clock: systemClock,
      ...request,
    });

  it('waits for nonces, drops what cannot be spent, and agrees with verification', () => {
    const stranger = moonlight({ from: 77n });
    const built = build({ candidates: [pay(3n), stranger, pay(2n), pay(1n), pay(5n)] });
    if (!built) throw new Error('no block');
    expect(built.transactions.map((tx) => tx.kind === 'moonlight' && tx.payload.nonce)).toEqual([1n, 2n, 3n]);
    expect(built.discarded).toMatchObject([{ tx: stranger, reason: 'TX_UNSPENDABLE' }]);
    const verified = run({ transactions: built.transactions });
    expect(toHex(verified.stateRoot)).toBe(toHex(built.block.stateRoot));
    expect(toHex(verified.eventBloom)).toBe(toHex(built.block.eventBloom));
  });

  it.each<[string, Partial<BlockRequest>, number]>([
    ['transactions', { maxTransactions: 2 }, 2],
    ['bytes', { maxBytes: 599 }, 1],
    ['gas', { gasLimit: 10_000_001n }, 1],
    ['time', { deadlineMs: 0 }, 0],
  ])('stops at its limit of %s', (_, limit, count) => {
    const built = build({ candidates: [pay(1n), pay(2n), pay(3n)], ...limit });
    expect(built?.transactions).toHaveLength(count);
    expect(built?.discarded).toEqual([]);
  });

  it('makes no block where nobody voted for the parent', () => {
    expect(build({ height: 2n })).toBeUndefined();
  });
});

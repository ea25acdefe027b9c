import { readFileSync } from 'node:fs';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Core, openCore } from './openCore.fixture.ts';
import {
  balanceOf,
  bookmarksOf,
  callOf,
  dataOf,
  displayOf,
  ENTRY,
  LEAF,
  listOf,
  moonlightOf,
  openOurs,
  ownedOf,
  phoenixOf,
  pickedOf,
  profileOf,
  provenOf,
  rawAccounts,
  unshieldOf,
} from './walletCore.fixture.ts';
import { createWorld } from './world.fixture.ts';

/** The module of the reference, which cannot be shipped. */
const original = process.env.EVENTIDE_WALLET_CORE;
const runs = Number(process.env.EVENTIDE_WALLET_CORE_RUNS ?? 2);

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 44n }), fc.bigInt({ min: 1n, max: 9n }));
const index = fc.integer({ min: 0, max: 255 });
const terms = fc.record({
  seed: bytes(64),
  rng: bytes(32),
  other: bytes(64),
  index,
  chainId: index,
  value: amount,
  nonce: amount,
  gasLimit: amount,
  gasPrice: fc.bigInt({ min: 1n, max: 300n }),
  memo: fc.uint8Array({ minLength: 1, maxLength: 530 }),
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  args: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  notes: fc.array(fc.record({ value: amount, obfuscated: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  kind: fc.constantFrom('none', 'memo', 'call'),
  obfuscated: fc.boolean(),
  broken: fc.nat({ max: 1 }),
});

describe.runIf(original !== undefined)('03 §18.4 the module of the reference answers the same', () => {
  let ours: Core;
  let theirs: Core;
  beforeAll(async () => {
    ours = await openOurs();
    theirs = openCore(new Uint8Array(readFileSync(original as string)));
  }, 120_000);

  const same = <T>(ask: (core: Core) => T): T => {
    const answer = ask(theirs);
    expect(ask(ours)).toEqual(answer);
    return answer;
  };

  test('to whatever is asked', { timeout: 30_000 + 60_000 * runs }, () => {
    fc.assert(
      fc.property(terms, (given) => {
        const { seed, rng, other, index: own, chainId, value, nonce, gasLimit, gasPrice, kind, obfuscated } = given;
        const gas = { gasLimit, gasPrice };
        const profile = same((core) => profileOf(core, other, own));
        same((core) => rawAccounts(core, profile.slice(64)));
        same((core) => rawAccounts(core, profile.slice(64).with(95, (profile[159] as number) ^ 1)));
        same((core) => displayOf(core, rng.with(31, 7)));

        const contract = other.slice(0, 32);
        const call = { name: new TextEncoder().encode(given.name), args: given.args, contract };
        const payload = kind === 'none' ? null : kind === 'memo' ? { memo: given.memo } : call;
        const data = payload && same((core) => dataOf(core, payload));
        const public_ = { seed, index: own, value, ...gas, nonce, chainId, data };
        same((core) =>
          moonlightOf(core, { ...public_, receiver: profile.slice(64), deposit: kind === 'call' ? value : 0n }),
        );
        const calls = { rng, seed, index: own, value, ...gas, nonce, chainId };
        for (const name of [
          'moonlight_stake',
          'moonlight_unstake',
          'moonlight_stake_reward',
          'moonlight_to_phoenix',
        ] as const)
          same((core) => callOf(core, name, calls));

        const strangers = given.notes.map((note, i) => ({ ...note, index: (own + 1 + i) % 256 }));
        const mine = given.notes.map((note) => ({
          ...note,
          value: note.value + gasLimit * gasPrice + 2n * value,
          index: own,
        }));
        const world = createWorld(seed, [...mine, ...strangers], new StdRng(rng).randomBytes);
        const leaves = listOf(world.leaves, LEAF);
        same((core) => balanceOf(core, seed, own, leaves));
        same((core) => bookmarksOf(core, leaves, world.leaves.length));
        const { lists } = same((core) => ownedOf(core, seed, [own, (own + 2) % 256], leaves));
        const entries = mine.map((_, i) => lists.slice(i * ENTRY, (i + 1) * ENTRY));
        const many = [...entries, ...entries];
        for (const cost of [0n, value, gasLimit * gasPrice, 4n * gasLimit * gasPrice])
          same((core) => pickedOf(core, seed, own, cost, listOf(many, ENTRY)));

        const count = mine.length;
        const inputs = {
          leaves: world.leaves.slice(0, count),
          openings: world.openings.slice(0, count),
          root: world.root,
        };
        const payment = {
          rng,
          seed,
          index: own,
          receiver: profile.slice(0, 64),
          ...inputs,
          value,
          ...gas,
          chainId,
          data,
        };
        const unproven = same((core) =>
          phoenixOf(core, { ...payment, obfuscated, deposit: kind === 'call' ? value : 0n }),
        );
        const nullifiers = entries.map((entry) => entry.slice(0, 32));
        const unshield = same((core) =>
          unshieldOf(core, { rng, seed, index: own, ...inputs, nullifiers, value, ...gas, chainId }),
        );
        for (const { code, tx } of [unproven, unshield])
          if (code === 0) same((core) => provenOf(core, tx, new Uint8Array(1008).fill(3)));

        // Codes of what is refused.
        const [leaf] = inputs.leaves as [Uint8Array];
        const broken = listOf([given.broken ? leaf.with(724, 2) : leaf.with(0, 9)], LEAF);
        same((core) => ownedOf(core, seed, [own], broken).code);
        same((core) => balanceOf(core, seed, own, broken).code);
        same((core) => bookmarksOf(core, leaves.subarray(0, -4), 0).code);
        same((core) => moonlightOf(core, { ...public_, receiver: new Uint8Array(96), deposit: 0n }).code);
        same((core) => phoenixOf(core, { ...payment, obfuscated, value: 2n ** 60n, deposit: 0n }).code);
      }),
      { numRuns: runs },
    );
  });
});

import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Core } from './openCore.fixture.ts';
import {
  balanceOf,
  bookmarksOf,
  callOf,
  dataOf,
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
} from './walletCore.fixture.ts';
import { createWorld, type World } from './world.fixture.ts';

let core: Core;
let world: World;
const random = new StdRng(new Uint8Array(32).fill(8)).randomBytes;
const seed = random(64);
const gas = { gasLimit: 100n, gasPrice: 1n };

beforeAll(async () => {
  core = await openOurs();
  world = createWorld(seed, [{ index: 0, value: 500n, obfuscated: true }], random);
}, 120_000);

/** Every parameter of every function, by name; all of them addresses unless said otherwise. */
const functions: Readonly<Record<string, number>> = {
  generate_profile: 3,
  map_owned: 5,
  display_scalar: 2,
  accounts_into_raw: 2,
  balance: 4,
  pick_notes: 4,
  bookmarks: 2,
  create_tx_data: 8,
  into_proven: 4,
  phoenix: 16,
  phoenix_to_moonlight: 13,
  moonlight: 12,
  moonlight_to_phoenix: 10,
  moonlight_stake: 9,
  moonlight_unstake: 10,
  moonlight_stake_reward: 10,
};

describe('what a host may do wrong', () => {
  test.each(Object.entries(functions))('%s: addresses outside of memory give a code', (name, count) => {
    const inside = core.put(new Uint8Array(4096));
    for (let wrong = 0; wrong < count; wrong++) {
      for (const at of [0xffff_fffc, 0x7fff_ffff, core.memory.buffer.byteLength - 1]) {
        const args = Array.from({ length: count }, (_, i) => (i === wrong ? at : inside));
        expect(core.call(name, ...args)).toBeLessThan(256);
      }
    }
  });

  test('archives that are none, or are broken somewhere, never stop a function', () => {
    const profile = profileOf(core, seed, 1);
    const leaf = world.leaves[0] as Uint8Array;
    const unproven = phoenixOf(core, payment({}));
    expect(unproven.code).toBe(0);
    const call = {
      name: new TextEncoder().encode('a_long_name'),
      args: Uint8Array.of(1),
      contract: profile.slice(0, 32),
    };
    const archives = {
      leaves: listOf([leaf, leaf], LEAF),
      entries: listOf([new Uint8Array([...new Uint8Array(32), ...leaf])], ENTRY),
      data: dataOf(core, call),
      tx: unproven.tx,
    };
    const run: Readonly<Record<keyof typeof archives, (bytes: Uint8Array) => readonly number[]>> = {
      leaves: (bytes) => [
        ownedOf(core, seed, [0], bytes).code,
        balanceOf(core, seed, 0, bytes).code,
        bookmarksOf(core, bytes, 0).code,
      ],
      entries: (bytes) => [pickedOf(core, seed, 0, 1n, bytes).code],
      data: (bytes) => [
        moonlightOf(core, {
          seed,
          index: 0,
          receiver: null,
          value: 1n,
          deposit: 0n,
          ...gas,
          nonce: 1n,
          chainId: 1,
          data: bytes,
        }).code,
      ],
      tx: (bytes) => [provenOf(core, bytes, new Uint8Array(8)).code],
    };
    const kind = fc.constantFrom(...(Object.keys(archives) as (keyof typeof archives)[]));
    const change = fc.record({ fromEnd: fc.nat({ max: 2400 }), byte: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(kind, fc.array(change, { maxLength: 3 }), fc.nat({ max: 12 }), (name, changes, cut) => {
        const bytes = archives[name].slice(0, archives[name].length - (cut > 8 ? cut : 0));
        for (const { fromEnd, byte } of changes) {
          if (fromEnd < bytes.length) bytes[bytes.length - 1 - fromEnd] = byte;
        }
        for (const code of run[name](bytes)) expect([0, 251, 252, 254]).toContain(code);
      }),
      { numRuns: 60 },
    );
  });

  test('memory that there is not', () => {
    expect(core.call('malloc', -1)).toBe(0);
    expect(core.call('malloc', 0x7fff_ffff)).toBe(0);
    for (const at of [0, 1, 1024, -8, core.memory.buffer.byteLength - 8]) core.call('free', at, 8);
    const block = core.room(100);
    core.call('free', block, 100);
    core.call('free', block, 100);
    expect(core.room(100)).toBe(block);
    expect(core.room(100)).not.toBe(block);
  });
});

describe('what a function leaves behind', () => {
  test('no secret, whether it succeeds or not', () => {
    const phoenix = derivePhoenixSecretKey(seed, 0);
    const secrets = [fl.encode(phoenix.a), fl.encode(phoenix.b), fr.encode(deriveBlsSecretKey(seed, 0))];
    const call = { rng: random(32), seed, index: 0, value: 5n, ...gas, nonce: 1n, chainId: 1 };
    const public_ = {
      seed,
      index: 0,
      receiver: null,
      value: 1n,
      deposit: 0n,
      ...gas,
      nonce: 1n,
      chainId: 1,
      data: null,
    };
    const steps: readonly (() => unknown)[] = [
      () => profileOf(core, seed, 0),
      () => ownedOf(core, seed, [0], listOf(world.leaves, LEAF)),
      () => balanceOf(core, seed, 0, listOf(world.leaves, LEAF)),
      () => moonlightOf(core, public_),
      () => callOf(core, 'moonlight_stake', call),
      () => callOf(core, 'moonlight_unstake', call),
      () => callOf(core, 'moonlight_to_phoenix', call),
      () => phoenixOf(core, payment({})),
      () => phoenixOf(core, payment({ value: 10n ** 9n })),
    ];
    for (const step of steps) {
      step();
      const memory = Buffer.from(core.memory.buffer);
      for (const secret of secrets) expect(memory.indexOf(secret)).toBe(-1);
    }
  });

  test('a block that is given back is empty', () => {
    const block = core.put(seed);
    expect(Buffer.from(core.memory.buffer).indexOf(seed, block)).toBe(block);
    core.call('free', block, seed.length);
    expect(core.read(block, 64)).toEqual(new Uint8Array(64));
  });

  test('as much memory as before, however often it runs', () => {
    const at = [core.put(seed), core.buffer(listOf(world.leaves, LEAF)), core.room(4), core.room(16)] as const;
    const keys = core.put(Uint8Array.of(1, 0));
    const scan = (): void => {
      core.call('map_owned', at[0], keys, at[1], at[2], at[3]);
      core.call('free', new DataView(core.memory.buffer).getUint32(at[2], true), 0);
    };
    scan();
    const before = core.memory.buffer.byteLength;
    for (let i = 0; i < 200; i++) scan();
    expect(core.memory.buffer.byteLength).toBe(before);
  });
});

function payment(change: { readonly value?: bigint }) {
  const receiver = profileOf(core, seed, 1).slice(0, 64);
  const terms = { rng: random(32), seed, index: 0, receiver, ...world, value: 50n, obfuscated: true };
  return { ...terms, deposit: 0n, ...gas, chainId: 1, data: null, ...change };
}

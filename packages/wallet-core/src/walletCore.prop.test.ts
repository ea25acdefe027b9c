import { toWithdraw } from '@eventide/abi/transfer/convert';
import { withdraw } from '@eventide/abi/transfer/types';
import { unarchive } from '@eventide/abi/type/abiType';
import { bytesToIntLe, concatBytes, intToBytesLe, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { fr } from '@eventide/crypto/fields/fr';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { phoenixPublicKey, phoenixPublicKeyCodec } from '@eventide/crypto/keys/phoenix';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import {
  attachProof,
  buildMoonlight,
  buildPhoenix,
  decodeTx,
  encodeCircuitInputs,
  encodeTx,
  formatTxId,
  openNote,
  verifyWithdraw,
} from '@eventide/tx';
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
  provenOf,
} from './walletCore.fixture.ts';
import { createWorld } from './world.fixture.ts';

let core: Core;
beforeAll(async () => {
  core = await openOurs();
}, 120_000);

const runs = Number(process.env.EVENTIDE_WALLET_CORE_RUNS ?? 2);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 40n });
const index = fc.integer({ min: 0, max: 255 });
const memo = fc.option(fc.uint8Array({ minLength: 1, maxLength: 60 }), { nil: null });
const proof = new Uint8Array(1008).fill(9);

describe('03 §6 the transactions of our own packages, byte by byte', () => {
  test('a shielded payment', () => {
    const wish = fc.record({ value: fc.bigInt({ min: 10n ** 6n, max: 2n ** 50n }), obfuscated: fc.boolean() });
    const inputs = fc.array(wish, { minLength: 1, maxLength: 4 });
    const terms = fc.record({
      seed: bytes(64),
      rng: bytes(32),
      index,
      inputs,
      chainId: index,
      memo,
      obfuscated: fc.boolean(),
    });
    fc.assert(
      fc.property(terms, ({ seed, rng, index: own, inputs: wishes, chainId, memo: text, obfuscated }) => {
        const world = createWorld(
          seed,
          wishes.map((one) => ({ ...one, index: own })),
          new StdRng(seed.subarray(32)).randomBytes,
        );
        const to = phoenixPublicKey(derivePhoenixSecretKey(seed, (own + 1) % 256));
        const [value, gasLimit, gasPrice] = [900_000n, 50_000n, 1n];
        const built = buildPhoenix(
          {
            set: 'aegis',
            chainId,
            from: derivePhoenixSecretKey(seed, own),
            to,
            inputs: world.notes,
            value,
            transparent: !obfuscated,
            gas: { gasLimit, gasPrice },
            data: text === null ? undefined : { kind: 'memo', memo: text },
          },
          new StdRng(rng).randomBytes,
        );
        const unproven = phoenixOf(core, {
          rng,
          seed,
          index: own,
          receiver: encode(phoenixPublicKeyCodec, to),
          ...world,
          value,
          obfuscated,
          deposit: 0n,
          gasLimit,
          gasPrice,
          chainId,
          data: text === null ? null : dataOf(core, { memo: text }),
        });
        expect(unproven.code).toBe(0);
        expect(toHex(unproven.circuit)).toBe(toHex(encodeCircuitInputs(built)));
        const tx = attachProof(built, proof);
        expect(provenOf(core, unproven.tx, proof)).toEqual({ code: 0, tx: encodeTx(tx), id: formatTxId(tx) });
      }),
      { numRuns: runs },
    );
  });

  test('03 §7 a public payment', () => {
    const terms = fc.record({
      seed: bytes(64),
      index,
      value: u64,
      gasLimit: u64,
      gasPrice: fc.bigInt({ min: 0n, max: 1000n }),
    });
    const rest = fc.record({ nonce: u64, chainId: index, memo });
    fc.assert(
      fc.property(terms, rest, ({ seed, index: own, value, ...gas }, { nonce, chainId, memo: text }) => {
        const data = text === null ? null : ({ kind: 'memo', memo: text } as const);
        const request = { chainId, from: deriveBlsSecretKey(seed, own), value, gas, nonce };
        const tx = buildMoonlight(data === null ? request : { ...request, data });
        const payload = data === null ? null : dataOf(core, data);
        const terms = { seed, index: own, receiver: null, value, deposit: 0n, ...gas, nonce, chainId, data: payload };
        expect(moonlightOf(core, terms)).toEqual({ code: 0, tx: encodeTx(tx), id: formatTxId(tx) });
      }),
      { numRuns: runs },
    );
  });

  test('03 §14 public money becomes a note whose owner signed for it', () => {
    fc.assert(
      fc.property(bytes(64), bytes(32), index, u64, (seed, rng, own, value) => {
        const gas = { gasLimit: 5n, gasPrice: 1n };
        const { tx } = callOf(core, 'moonlight_to_phoenix', {
          rng,
          seed,
          index: own,
          value,
          ...gas,
          nonce: 4n,
          chainId: 3,
        });
        const { data } = decodeTx(tx, { strict: true }).payload;
        if (data?.kind !== 'call') throw new Error('no call');
        const permission = toWithdraw(unarchive(withdraw, data.fnArgs));
        expect(permission).toMatchObject({ value, token: { kind: 'moonlight', nonce: 4n }, contract: data.contract });
        expect(verifyWithdraw(permission, 'V2')).toBe(true);
      }),
      { numRuns: runs },
    );
  });
});

describe('03 §18.1 notes of a wallet, against a model', () => {
  const random = new StdRng(new Uint8Array(32).fill(3)).randomBytes;
  const seed = random(64);

  test('whose they are', () => {
    const wishes = [7, 9, 8, 7, 200, 9, 7, 1].map((index, i) => ({
      index,
      value: 10n + BigInt(i),
      obfuscated: i % 2 === 0,
    }));
    const world = createWorld(seed, wishes, random);
    // Profile 7 is asked for twice: the first takes all.
    const keys = [9, 7, 7, 3];
    const owned = ownedOf(core, seed, keys, listOf(world.leaves, LEAF));
    expect(owned).toMatchObject({ code: 0, height: 7n, pos: 7n });
    const lists = keys.map((key, k) => {
      const secret = derivePhoenixSecretKey(seed, key);
      return world.notes.flatMap(({ note }, i) => {
        const opened = keys.indexOf(key) === k ? openNote(secret, note) : null;
        return opened === null ? [] : [concatBytes(fr.toMontgomery(opened.nullifier), world.leaves[i] as Uint8Array)];
      });
    });
    const entries = lists.flat();
    const roots = new DataView(owned.lists.buffer, entries.length * ENTRY);
    expect(toHex(owned.lists.subarray(0, entries.length * ENTRY))).toBe(toHex(concatBytes(...entries)));
    lists.forEach((list, k) => {
      const before = lists.slice(0, k).flat().length;
      expect(roots.getInt32(8 * k, true)).toBe(before * ENTRY - entries.length * ENTRY - 8 * k);
      expect(roots.getUint32(8 * k + 4, true)).toBe(list.length);
    });
    expect([roots.getInt32(32, true), roots.getUint32(36, true)]).toEqual([-32, 4]);
    expect(ownedOf(core, seed, [], listOf([], LEAF))).toMatchObject({ code: 0, lists: new Uint8Array(8) });
  });

  test('what they hold, where they lie, and which of them a payment takes', () => {
    const amount = fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 2n ** 50n }));
    const [template] = createWorld(seed, [{ index: 7, value: 1n, obfuscated: false }], random).leaves as [Uint8Array];
    const leafOf = (value: bigint, pos: bigint): Uint8Array => {
      const leaf = template.slice();
      leaf.set(intToBytesLe(value, 8), 656);
      leaf.set(intToBytesLe(pos, 8), 648);
      return leaf;
    };
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 14 }), amount, (values, cost) => {
        const leaves = values.map((value, i) => leafOf(value, BigInt(3 * i)));
        const list = listOf(leaves, LEAF);
        const falling = [...values].sort((a, b) => (a < b ? 1 : -1));
        const sum = (some: readonly bigint[]): bigint => some.reduce((total, value) => total + value, 0n);
        const found = { code: 0, value: sum(values), spendable: sum(falling.slice(0, 4)) };
        expect(balanceOf(core, seed, 7, list)).toEqual(found);
        const { positions } = bookmarksOf(core, list, values.length);
        expect(values.map((_, i) => bytesToIntLe(positions.subarray(8 * i, 8 * i + 8)))).toEqual(
          values.map((_, i) => BigInt(3 * i)),
        );
        const entries = leaves.map((leaf, i) => concatBytes(new Uint8Array(32).fill(i), leaf));
        const picked = pickModel(values, cost).map((i) => entries[i] as Uint8Array);
        const answer = pickedOf(core, seed, 7, cost, listOf(entries, ENTRY));
        expect(answer.code).toBe(0);
        expect(toHex(answer.list)).toBe(toHex(listOf(picked, ENTRY)));
      }),
      { numRuns: 60 },
    );
  });
});

/** Numbers of the notes that pay, as 03 §18.1 words it: all combinations in their order. */
function pickModel(values: readonly bigint[], cost: bigint): number[] {
  const sorted = values
    .map((value, i) => ({ value, i }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.i - b.i));
  const sum = (some: readonly { readonly value: bigint }[]): bigint =>
    some.reduce((total, { value }) => total + value, 0n);
  if (values.length === 0 || sum(sorted.slice(-4)) < cost) return [];
  if (values.length <= 4) return values.map((_, i) => i);
  const four = function* (from: number, chosen: readonly number[]): Generator<readonly number[]> {
    if (chosen.length === 4) yield chosen;
    else for (let i = from; i < sorted.length; i++) yield* four(i + 1, [...chosen, i]);
  };
  for (const chosen of four(0, [])) {
    const some = chosen.map((i) => sorted[i] as { value: bigint; i: number });
    if (sum(some) >= cost) return some.map(({ i }) => i);
  }
  return [];
}

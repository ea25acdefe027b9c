import { concatBytes, intToBytesLe, toHex } from '@eventide/base';
import {
  derivePhoenixSecretKey,
  encodeJubJub,
  mnemonicSeed,
  noteSecretKey,
  phoenixPublicKey,
  StdRng,
  verifyOpening,
} from '@eventide/crypto';
import { createMemoryStore } from '@eventide/store';
import { type Note, noteHash, noteNullifier } from '@eventide/tx';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../client.ts';
import { foreignEntries, ModelNode, type ModelOptions, noteFor } from '../../modelNode.fixture.ts';
import { inProcess } from '../../transports/inProcess.ts';
import { ALICE, openTestWallet, TEST_COST } from '../../world.fixture.ts';
import { shieldedBalance, unspentNotes } from '../balance.ts';
import { createWallet, openWallet } from '../openWallet.ts';
import { COMPACT_SIZE, decodeCompact } from '../scan/compactNote.ts';
import { openingOf } from '../tree/noteTree.ts';
import type { Wallet } from '../wallet.ts';
import { type SyncProgress, syncWallet } from './syncWallet.ts';

const alice = derivePhoenixSecretKey(mnemonicSeed(ALICE), 0);
const address = phoenixPublicKey(alice);
const pageNotes = 500;
const stranger = phoenixPublicKey({ a: 3n, b: 4n });

function world(options: ModelOptions = {}): {
  readonly node: ModelNode;
  readonly client: Client;
  readonly random: StdRng['randomBytes'];
} {
  const node = new ModelNode(options);
  return {
    node,
    client: createClient({ transport: inProcess(node) }),
    random: new StdRng(new Uint8Array(32).fill(1)).randomBytes,
  };
}

/** What the chain knows of a note of Alice once it is spent. */
function nullifierOf(note: Note, pos: number): bigint {
  return noteNullifier(noteSecretKey(alice, note.stealthAddress), BigInt(pos));
}

/** Every unspent note has an opening to the chain's root. */
function expectSpendable(wallet: Wallet, node: ModelNode): void {
  const edge = wallet.syncState?.checkpoints.at(-1)?.edge;
  for (const { pos, compact, path } of unspentNotes(wallet)) {
    const opening = openingOf(edge as never, { pos: Number(pos), path });
    expect(opening.root).toBe(node.root);
    expect(verifyOpening(opening, noteHash(decodeCompact(compact)))).toBe(true);
  }
}

/** 1,200 notes, four of them Alice's: three pages of 500. */
function longChain({ node, random }: ReturnType<typeof world>): void {
  for (let block = 1; block <= 12; block++) {
    node.addEntries(foreignEntries(99, node.noteCount, node.height + 1, random));
    node.add([noteFor(block % 3 === 0 ? address : stranger, 1_000n * BigInt(block), random)]);
  }
}

describe('13 §4 syncing a wallet', () => {
  test('finds its notes page by page, keeps their openings, and asks for nothing twice', async () => {
    const it = world();
    longChain(it);
    const wallet = await openTestWallet(ALICE);
    const progress: SyncProgress[] = [];
    const result = await syncWallet(it.client, { wallet, pageNotes, onProgress: (step) => progress.push(step) });
    expect(result).toMatchObject({ height: BigInt(it.node.height), notes: 1_200, scanned: 1_200, found: 4 });
    expect(shieldedBalance(wallet)).toMatchObject({ total: 30_000n, spendable: 30_000n, atOnce: 30_000n });
    expectSpendable(wallet, it.node);
    const notes = progress.filter(({ phase }) => phase === 'notes');
    expect(notes.map(({ done }) => done)).toEqual([0, 500, 1_000, 1_200]);
    expect(notes.every(({ total }) => total === 1_200)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ phase: 'public', done: 1, total: 1, spendable: 30_000n });
    it.node.add([noteFor(address, 5n, it.random)]);
    it.node.asked.length = 0;
    expect(await syncWallet(it.client, { wallet, pageNotes })).toMatchObject({ scanned: 1, found: 1 });
    const pages = it.node.asked.filter(({ path }) => path.endsWith('compact_notes'));
    expect(pages.map(({ body }) => body)).toEqual([toHex(concatBytes(intToBytesLe(1_200n, 8), intToBytesLe(500n, 8)))]);
    expectSpendable(wallet, it.node);
  }, 60_000);

  test('sees spends by blocks and, far behind, in the whole set', async () => {
    const it = world();
    const own = [noteFor(address, 10n, it.random), noteFor(address, 20n, it.random), noteFor(address, 30n, it.random)];
    it.node.add(own);
    const wallet = await openTestWallet(ALICE);
    await syncWallet(it.client, { wallet });
    expect(it.node.asked.some(({ path }) => path.endsWith('sync_nullifiers'))).toBe(true);
    it.node.asked.length = 0;
    const block = it.node.add([], [nullifierOf(own[1] as Note, 1), 99n]);
    await syncWallet(it.client, { wallet });
    expect(it.node.asked.some(({ path }) => path.endsWith('sync_nullifiers'))).toBe(false);
    expect(wallet.notes.get(1n)?.spent).toEqual({ height: BigInt(block.height), txId: block.hash });
    expect(shieldedBalance(wallet).total).toBe(40n);
    const other = await openTestWallet(ALICE);
    await syncWallet(it.client, { wallet: other });
    expect(shieldedBalance(other).total).toBe(40n);
  });

  test('ended after any request, it goes on where it was and ends at the same', async () => {
    const it = world();
    longChain(it);
    const store = createMemoryStore();
    const options = { store, password: 'a', cost: TEST_COST } as const;
    let wallet = await createWallet({ ...options, mnemonic: ALICE });
    let scanned = 0;
    // Each round survives a few questions only; the wallet is opened again from its store, as after a crash.
    for (let round = 0; round < 60; round++) {
      const abort = new AbortController();
      let left = 4 + (round % 11);
      it.node.onAsk = () => {
        if (left-- === 0) abort.abort(new Error('killed'));
      };
      const done = await syncWallet(it.client, { wallet, pageNotes, signal: abort.signal }).catch(() => null);
      const size = wallet.syncState?.checkpoints.at(-1)?.edge.size ?? 0;
      expect(size).toBeGreaterThanOrEqual(scanned);
      scanned = size;
      await wallet.close();
      wallet = await openWallet(options);
      expect(wallet.syncState?.checkpoints.at(-1)?.edge.size ?? 0).toBe(size);
      if (done !== null) break;
    }
    it.node.onAsk = () => {};
    expect(shieldedBalance(wallet).total).toBe(30_000n);
    expectSpendable(wallet, it.node);
    const pages = it.node.asked.filter(({ path }) => path.endsWith('compact_notes')).length;
    expect(pages).toBeLessThan(20);
  }, 60_000);

  test('begins at its birthday with one border, and knows the same', async () => {
    const it = world();
    longChain(it);
    const wallet = await openTestWallet(ALICE, { birthday: 17n });
    const { scanned, found } = await syncWallet(it.client, { wallet });
    expect(scanned).toBe(1_200 - 8 * 100);
    expect(found).toBe(2);
    expect(it.node.asked.filter(({ path }) => path.endsWith('/opening'))).toHaveLength(1);
    expectSpendable(wallet, it.node);
  }, 60_000);

  test('reads whole leaves from nodes without compact notes', async () => {
    const it = world({ compact: false });
    it.node.add([noteFor(stranger, 1n, it.random), noteFor(address, 2n, it.random)]);
    const wallet = await openTestWallet(ALICE);
    expect(await syncWallet(it.client, { wallet })).toMatchObject({ notes: 2, found: 1 });
    expectSpendable(wallet, it.node);
  });

  test('looks for the notes of a further profile from the start', async () => {
    const it = world();
    const second = phoenixPublicKey(derivePhoenixSecretKey(mnemonicSeed(ALICE), 1));
    it.node.add([noteFor(second, 8n, it.random), noteFor(address, 9n, it.random)]);
    const wallet = await openTestWallet(ALICE);
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet).total).toBe(9n);
    const profile = await wallet.addProfile();
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet, profile.index).total).toBe(8n);
    expect(shieldedBalance(wallet).total).toBe(17n);
  });

  test('refuses a node that lies about notes, their order, or the root', async () => {
    const it = world();
    it.node.add([noteFor(address, 2n, it.random), noteFor(stranger, 2n, it.random)]);
    const wallet = await openTestWallet(ALICE);
    const honest = it.node.fetch;
    const lying = (change: (page: Uint8Array) => Uint8Array): Client =>
      createClient({
        transport: inProcess({
          async fetch(request) {
            const answer = await honest(request);
            if (!request.url.endsWith('compact_notes')) return answer;
            return new Response(new Uint8Array(change(new Uint8Array(await answer.arrayBuffer()))));
          },
        }),
      });
    const swap = (page: Uint8Array): Uint8Array =>
      concatBytes(page.subarray(COMPACT_SIZE), page.subarray(0, COMPACT_SIZE));
    await expect(syncWallet(lying(swap), { wallet })).rejects.toThrowCode('NETWORK_BAD_ANSWER');
    const cut = (page: Uint8Array): Uint8Array => page.subarray(0, -1);
    await expect(syncWallet(lying(cut), { wallet })).rejects.toThrowCode('NETWORK_BAD_ANSWER');
    const hide = (page: Uint8Array): Uint8Array => page.subarray(0, COMPACT_SIZE);
    await expect(syncWallet(lying(hide), { wallet })).rejects.toThrowCode('NETWORK_BAD_ANSWER');
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet).total).toBe(2n);
    expectSpendable(wallet, it.node);
  });

  test('a lie costs nothing that was proven before, and is forgotten with the next honest node', async () => {
    const it = world();
    it.node.add([noteFor(address, 2n, it.random), noteFor(stranger, 2n, it.random)]);
    const wallet = await openTestWallet(ALICE);
    await syncWallet(it.client, { wallet });
    it.node.add([noteFor(address, 5n, it.random), noteFor(stranger, 2n, it.random)]);
    const honest = it.node.fetch;
    const liar = createClient({
      transport: inProcess({
        async fetch(request) {
          const answer = await honest(request);
          if (!request.url.endsWith('compact_notes')) return answer;
          const page = new Uint8Array(await answer.arrayBuffer());
          // Another value commitment: the note is still found, the tree is another one.
          if (page.length > 0) page.copyWithin(9, 41, 73);
          return new Response(page);
        },
      }),
    });
    for (let round = 0; round < 2; round++) {
      await expect(syncWallet(liar, { wallet })).rejects.toThrowCode('NETWORK_BAD_ANSWER');
      expect(shieldedBalance(wallet).total).toBe(2n);
    }
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet).total).toBe(7n);
    expectSpendable(wallet, it.node);
  });
});

describe('13 §4 reorganisations', () => {
  test('under any history of blocks, forks and syncs a wallet knows what a fresh one finds', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('block' as const), own: fc.nat({ max: 2 }), spend: fc.boolean() }),
      fc.record({ kind: fc.constant('fork' as const), depth: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('sync' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const it = world();
        const wallet = await openTestWallet(ALICE);
        /** Notes of Alice by position, with the height that brought them and the one that spent them. */
        let owned: { note: Note; pos: number; height: number; spent: number | null }[] = [];
        for (const now of steps) {
          if (now.kind === 'sync') await syncWallet(it.client, { wallet });
          if (now.kind === 'fork') {
            it.node.fork(Math.max(0, it.node.height - now.depth));
            owned = owned
              .filter(({ height }) => height <= it.node.height)
              .map((own) => ({ ...own, spent: own.spent !== null && own.spent > it.node.height ? null : own.spent }));
          }
          if (now.kind === 'block') {
            const first = it.node.noteCount;
            const spending = now.spend ? owned.find(({ spent }) => spent === null) : undefined;
            const notes = Array.from({ length: now.own }, () => noteFor(address, 7n, it.random));
            const nullifiers = spending === undefined ? [] : [nullifierOf(spending.note, spending.pos)];
            const { height } = it.node.add([noteFor(stranger, 1n, it.random), ...notes], nullifiers);
            if (spending !== undefined) spending.spent = height;
            notes.forEach((note, i) => {
              owned.push({ note, pos: first + 1 + i, height, spent: null });
            });
          }
        }
        await syncWallet(it.client, { wallet });
        const expected = owned.filter(({ spent }) => spent === null).map(({ pos }) => BigInt(pos));
        expect(
          unspentNotes(wallet)
            .map(({ pos }) => pos)
            .sort(),
        ).toEqual(expected.sort());
        expectSpendable(wallet, it.node);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  test('a chain that changes under a run makes it fail, and the next one right', async () => {
    const it = world();
    it.node.add([noteFor(address, 1n, it.random)]);
    const wallet = await openTestWallet(ALICE);
    it.node.onAsk = ({ path }) => {
      if (!path.endsWith('compact_notes')) return;
      it.node.onAsk = () => {};
      it.node.fork(0);
      it.node.add([noteFor(address, 2n, it.random)]);
    };
    await expect(syncWallet(it.client, { wallet })).rejects.toThrowCode('NETWORK_STALE');
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet).total).toBe(2n);
  });
});

describe('13 §4 what a node learns', () => {
  test('no own nullifier, key or position in any request of a sync', async () => {
    const it = world();
    const own = [noteFor(address, 10n, it.random), noteFor(address, 20n, it.random)];
    it.node.add([...own.slice(0, 1), noteFor(stranger, 1n, it.random)]);
    it.node.add(own.slice(1), [nullifierOf(own[0] as Note, 0)]);
    const wallet = await openTestWallet(ALICE);
    await syncWallet(it.client, { wallet });
    it.node.add([], [nullifierOf(own[1] as Note, 2)]);
    await syncWallet(it.client, { wallet });
    expect(shieldedBalance(wallet).total).toBe(0n);
    const secrets = [0, 2].flatMap((pos, i) => [
      toHex(intToBytesLe(nullifierOf(own[i] as Note, pos), 32)),
      toHex(encodeJubJub((own[i] as Note).stealthAddress.notePk)),
      toHex(encodeJubJub((own[i] as Note).stealthAddress.R)),
    ]);
    const keys = [address.A, address.B].map((point) => toHex(encodeJubJub(point)));
    const all = it.node.asked.map(({ path, body }) => `${path} ${body}`).join('\n');
    for (const secret of [...secrets, ...keys, wallet.profile(0).address]) expect(all).not.toContain(secret);
    expect(it.node.asked.some(({ path }) => /opening|existing_nullifiers/.test(path))).toBe(false);
  });
});

import { intToBytesLe, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { encodeJubJub, phoenixPublicKeyCodec, viewKeyCodec } from '@eventide/crypto';
import { decodeTx } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../client.ts';
import { mockProver } from '../prover/provers.ts';
import { rues } from '../transports/rues.ts';
import { waitForTx } from '../watch/waitForTx.ts';
import { ALICE, BOB, DUSK, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { getBalance } from './getBalance.ts';
import { decodeCompact } from './scan/compactNote.ts';
import { sendShielded, unshield } from './send/actions.ts';
import { syncWallet } from './sync/syncWallet.ts';
import { visibility } from './visibility.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(await worldGenesis(), { production: { kind: 'instant' } });
}, 180_000);
afterAll(() => world.close());

type Asked = { readonly path: string; readonly headers: string; readonly body: string };

/** A client that writes down all it asks a node, bytes as hex and text as hex, too. */
function recordingClient(): { readonly client: ReturnType<typeof createClient>; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const transport = rues(world.url, {
    async fetch(request) {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      asked.push({
        path: new URL(request.url).pathname,
        headers: JSON.stringify([...request.headers]),
        body: toHex(body),
      });
      return fetch(request);
    },
  });
  return { client: createClient({ transport, prover: mockProver() }), asked };
}

const hexOf = (text: string): string => toHex(new TextEncoder().encode(text));

describe('13 §5.2 what others can see', () => {
  test('of a whole shielded payment a node learns the transaction and nothing of the wallet', async () => {
    const { client, asked } = recordingClient();
    const [alice, bob] = await Promise.all([openTestWallet(ALICE), openTestWallet(BOB)]);
    const [from, to] = [alice.profile(0), bob.profile(0)];
    await syncWallet(client, { wallet: alice });
    const spent = [...alice.notes.values()];
    const value = 12_345_678_901n;
    const { id, bytes } = await sendShielded(client, { from, to: to.address, value });
    await waitForTx(client, id);
    await syncWallet(client, { wallet: alice });
    await syncWallet(client, { wallet: bob });
    const notes = [...spent, ...alice.notes.values(), ...bob.notes.values()];
    const secrets: Record<string, string> = {};
    for (const { pos, nullifier, compact, blinder } of notes) {
      const { notePk, R } = decodeCompact(compact).stealthAddress;
      secrets[`nullifier of ${pos}`] = toHex(intToBytesLe(nullifier, 32));
      secrets[`key of ${pos}`] = toHex(encodeJubJub(notePk));
      secrets[`R of ${pos}`] = toHex(encodeJubJub(R));
      if (blinder > 0n) secrets[`blinder of ${pos}`] = toHex(intToBytesLe(blinder, 32));
    }
    for (const wallet of [alice, bob]) {
      secrets[`view key ${wallet.profile(0).address}`] = toHex(encode(viewKeyCodec, wallet.viewKeys()[0] as never));
      secrets[`address ${wallet.profile(0).address}`] = toHex(encode(phoenixPublicKeyCodec, wallet.keysOf(0).address));
      secrets[`text of ${wallet.profile(0).address}`] = hexOf(wallet.profile(0).address);
      secrets[`account ${wallet.profile(0).account}`] = hexOf(wallet.profile(0).account);
    }
    secrets.value = toHex(intToBytesLe(value, 8));
    secrets['value as text'] = hexOf(String(value));
    const carriers = new Set(['/on/transactions/propagate', '/on/transactions/preverify', '/on/transactions/simulate']);
    for (const { path, headers, body } of asked) {
      if (carriers.has(path)) expect(body).toBe(toHex(bytes));
      const seen = carriers.has(path) ? '' : `${hexOf(path)} ${hexOf(headers)} ${body} ${path} ${headers}`;
      for (const [name, secret] of Object.entries(secrets)) {
        if (seen.includes(secret)) throw new Error(`${name} is in a request to ${path}`);
      }
    }
    expect(asked.some(({ path }) => carriers.has(path))).toBe(true);
    expect(asked.some(({ path }) => /\/(opening|existing_nullifiers|leaves_from_pos)$/.test(path))).toBe(false);

    // And the transaction itself tells nullifiers, and neither value nor parties.
    const told = toHex(bytes);
    expect(told).toContain(
      secrets[`nullifier of ${spent.find(({ pos }) => (alice.notes.get(pos)?.spent ?? null) !== null)?.pos}`],
    );
    for (const name of Object.keys(secrets).filter((it) => /^(value|view key|address|text|account|blinder)/.test(it))) {
      expect(told.includes(secrets[name] as string), name).toBe(false);
    }
    expect(visibility({ kind: 'sendShielded' })).toMatchObject({
      sender: 'receiver',
      receiver: 'nobody',
      amount: 'receiver',
    });
  }, 60_000);

  test('unshielding shows account and amount, and not the notes’ owner', async () => {
    const { client } = recordingClient();
    const alice = await openTestWallet(ALICE);
    await syncWallet(client, { wallet: alice });
    const from = alice.profile(0);
    const { bytes } = await unshield(client, { from, value: 7n * DUSK });
    const told = toHex(bytes);
    expect(told).toContain(toHex(intToBytesLe(7n * DUSK, 8)));
    expect(told).not.toContain(toHex(encode(phoenixPublicKeyCodec, alice.keysOf(0).address)));
    const tx = decodeTx(bytes, { strict: true });
    expect(tx.kind === 'phoenix' && tx.payload.skeleton.deposit).toBe(7n * DUSK);
    expect(visibility({ kind: 'unshield' })).toMatchObject({ sender: 'nobody', receiver: 'public', amount: 'public' });
    expect((await getBalance(client, { profile: from })).shielded.pending).toBeGreaterThan(0n);
  }, 60_000);
});

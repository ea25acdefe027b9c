import { fromHex, utf8 } from '@eventide/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../client.ts';
import { verifyAuth, verifySignedText } from '../wallet/sign.ts';
import { syncWallet } from '../wallet/sync/syncWallet.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { waitForTx } from '../watch/waitForTx.ts';
import { ALICE, BOB, DUSK, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { announceProvider, connect, discoverWallets } from './discover.ts';
import {
  type Approval,
  type ApprovalRequest,
  type ConnectGrant,
  createProvider,
  type WalletProvider,
} from './provider.ts';
import type { SignedAuth, SignedMessage } from './types.ts';

const origin = 'https://app.example';
let world: World;
let client: Client;
let wallet: Wallet;
let provider: WalletProvider;
let asked: ApprovalRequest[];
let answer: Approval = true;
let grants: Map<string, ConnectGrant>;

beforeAll(async () => {
  world = await startWorld(await worldGenesis(), { production: { kind: 'instant' } });
  client = world.client();
  wallet = await openTestWallet(ALICE);
  await syncWallet(client, { wallet });
  asked = [];
  grants = new Map();
  provider = await createProvider({
    client,
    wallet,
    origin,
    networkName: 'local',
    walletVersion: '0.1.0',
    approve: async (request) => {
      asked.push(request);
      return answer;
    },
    grants: {
      get: async (it) => grants.get(it) ?? null,
      set: async (it, grant) => void (grant === null ? grants.delete(it) : grants.set(it, grant)),
    },
  });
}, 180_000);
afterAll(() => world.close());

const code = (number: number): object => expect.objectContaining({ code: number });

describe('08 §11 Connect', () => {
  test('without permission nothing is told but who the wallet is', async () => {
    for (const method of [
      'dusk_getPublicBalance',
      'dusk_sendTransaction',
      'dusk_signAuth',
      'dusk_requestShieldedAddress',
    ]) {
      await expect(provider.request({ method, params: {} })).rejects.toEqual(code(4100));
    }
    expect(await provider.request({ method: 'dusk_profiles' })).toEqual([]);
    expect(await provider.request({ method: 'dusk_chainId' })).toBe('dusk:224');
    expect(await provider.request({ method: 'dusk_getCapabilities' })).toMatchObject({
      chainId: 'dusk:224',
      limits: { maxFnArgsBytes: 65_536, maxFnNameChars: 64, maxMemoBytes: 512 },
      features: { signAuth: true, watchAsset: false },
    });
    await expect(provider.request({ method: 'eth_accounts' })).rejects.toEqual(code(-32_601));
    expect(asked).toEqual([]);
  });

  test('an app finds wallets by the events of the page, each once, and is rejected or let in', async () => {
    const page = new EventTarget();
    const info = { uuid: 'a', name: 'Eventide', icon: 'data:,', rdns: 'test.wallet' };
    const stop = announceProvider({ info, provider }, page);
    expect(await discoverWallets({ target: page, waitMs: 5 })).toEqual([{ info, provider }]);
    answer = false;
    await expect(connect({ target: page, waitMs: 5 })).rejects.toEqual(code(4001));
    answer = { profile: 0 };
    const events: unknown[] = [];
    provider.on('connect', (payload) => events.push(payload));
    const app = await connect({ target: page, waitMs: 5, reason: 'to test' });
    expect(app.profiles).toEqual([
      { profileId: expect.stringMatching(/^account:0:/), account: wallet.profile(0).account },
    ]);
    expect(asked.at(-1)).toEqual({ kind: 'connect', origin, shieldedAddress: false, reason: 'to test' });
    expect(events).toEqual([{ chainId: 'dusk:224' }]);
    stop();
    expect(await discoverWallets({ target: page, waitMs: 5 })).toEqual([]);
    await expect(connect({ target: page, waitMs: 5 })).rejects.toEqual(code(4900));
  });

  test('payments are asked for, shown, and sent', async () => {
    const bob = (await openTestWallet(BOB)).profile(0);
    const app = await connect({ provider });
    const count = asked.length;
    const { hash, nonce } = await app.send({
      kind: 'transfer',
      privacy: 'public',
      to: bob.account,
      amount: String(2n * DUSK),
    });
    expect(nonce).toBe('1');
    expect(asked[count]).toMatchObject({ kind: 'transaction', origin, transaction: { amount: '2000000000' } });
    expect(await waitForTx(client, hash)).toMatchObject({ state: 'final' });
    expect(await app.request('dusk_getPublicBalance')).toMatchObject({ nonce: '1' });
    expect(await app.request('dusk_estimateGas')).toEqual({ average: '1', max: '1', median: '1', min: '1' });
    answer = false;
    const again = app.send({ kind: 'transfer', privacy: 'public', to: bob.account, amount: '1' });
    await expect(again).rejects.toEqual(code(4001));
    answer = true;
    const bad = [
      { kind: 'transfer', to: bob.account, amount: '1' },
      { kind: 'transfer', privacy: 'public', to: bob.account, amount: '1.5' },
      { kind: 'transfer', privacy: 'public', to: bob.account, amount: '-1' },
      { kind: 'contract_call', privacy: 'public', contractId: '0x12', fnName: 'f', fnArgs: '0x' },
      { kind: 'contract_call', privacy: 'public', contractId: '02'.repeat(32), fnName: 'f', fnArgs: '0xzz' },
      'text',
    ];
    for (const params of bad)
      await expect(provider.request({ method: 'dusk_sendTransaction', params })).rejects.toEqual(code(-32_602));
  });

  test('messages and logins are signed in an envelope that names origin and chain', async () => {
    const app = await connect({ provider });
    const message: SignedMessage = await app.signMessage(utf8('hello'));
    expect(message).toMatchObject({ origin, chainId: 'dusk:224', messageLen: 5 });
    const text = `Dusk Connect SignMessage v1\nOrigin: ${origin}\nChain ID: dusk:224\nAccount: ${message.account}\nMessage Hash: ${message.messageHash}\nMessage Len: 5`;
    expect(verifySignedText(message.account, text, message.signature)).toBe(true);
    expect(new TextDecoder().decode(fromHex(message.payload.slice(2))).endsWith(text)).toBe(true);
    const auth: SignedAuth = await app.signAuth({ nonce: 'n-1', statement: 'Log in' });
    expect(verifyAuth(auth)).toBe(true);
    expect(verifyAuth({ ...auth, nonce: 'n-2' })).toBe(false);
    expect(verifyAuth({ ...auth, origin: 'https://evil.example' })).toBe(false);
    expect(verifyAuth({ ...auth, message: auth.message.replace('n-1', 'n-2'), nonce: 'n-2' })).toBe(false);
    for (const nonce of ['', 'x'.repeat(129), 'a\nAccount: other']) {
      await expect(app.signAuth({ nonce })).rejects.toEqual(code(-32_602));
    }
  });

  test('the shielded address is shown after a question of its own; a locked wallet shows nothing', async () => {
    const app = await connect({ provider });
    const changes: unknown[] = [];
    provider.on('profilesChanged', (profiles) => changes.push(profiles));
    expect(await app.request('dusk_requestShieldedAddress')).toMatchObject({ address: wallet.profile(0).address });
    expect(changes.at(-1)).toMatchObject([{ shieldedAddress: wallet.profile(0).address }]);
    wallet.lock();
    await provider.refresh();
    expect(changes.at(-1)).toEqual([]);
    await expect(app.signMessage(utf8('x'))).rejects.toEqual(code(4100));
    await wallet.unlock('correct horse');
    await provider.refresh();
    await app.disconnect();
    expect(provider.isAuthorized).toBe(false);
    await expect(app.signMessage(utf8('x'))).rejects.toEqual(code(4100));
  });
});

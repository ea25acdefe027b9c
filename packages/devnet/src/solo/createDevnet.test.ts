import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDusk, toHex } from '@eventide/base';
import { getBalance, getStake, sendPublic, sendShielded, unstake, waitForTx } from '@eventide/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDevnet } from './createDevnet.ts';
import { type Devnet, withSnapshot } from './devnet.ts';

let net: Devnet;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-solo-'));
  net = await createDevnet();
});
afterAll(async () => {
  await net.close();
  rmSync(folder, { recursive: true });
});

const rootOf = (devnet: Devnet): string => toHex(devnet.door.ledger.tip().block.header.stateHash);
const heightOf = (devnet: Devnet): bigint => devnet.door.ledger.tip().block.header.height;
const publicBalance = async (devnet: Devnet, name: string): Promise<bigint> =>
  (await getBalance(devnet.client, { profile: await devnet.wallet(name) })).public;

async function pay(devnet: Devnet, value = parseDusk('1')): Promise<void> {
  const from = await devnet.wallet('alice');
  const bob = devnet.accounts.users[1] as { account: string };
  const { id } = await sendPublic(devnet.client, { from, to: bob.account, value });
  await waitForTx(devnet.client, id, { until: 'final' });
}

describe('13 §3.5 a network in process', () => {
  test('a shielded payment with a mock proof reaches its receiver, to the lux', async () => {
    const clean = net.snapshot();
    const [alice, bob] = [await net.wallet('alice'), await net.wallet('bob')];
    const value = parseDusk('12.5');
    const { id, maxFee } = await sendShielded(net.client, { from: alice, to: bob.address, value });
    const { state, gasSpent, error } = await waitForTx(net.client, id, { until: 'final' });
    expect({ state, error }).toEqual({ state: 'final', error: undefined });
    const after = async (name: string) =>
      (await getBalance(net.client, { profile: await net.wallet(name) })).shielded.total;
    expect(await after('bob')).toBe(parseDusk('100012.5'));
    const spent = parseDusk('100000') - (await after('alice'));
    expect(spent).toBe(value + (gasSpent ?? 0n));
    expect(spent).toBeLessThanOrEqual(value + maxFee);
    await net.revert(clean);
    expect(await after('bob')).toBe(parseDusk('100000'));
  });

  test('newer snapshots go with a revert, older ones stay', async () => {
    const [old, middle, young] = [net.snapshot(), net.snapshot(), net.snapshot()];
    await net.revert(middle);
    const left = net.snapshots().map(({ id }) => id);
    expect(left).toContain(old.id);
    expect(left).not.toContain(young.id);
    await expect(net.revert(young)).rejects.toThrowCode('DEVNET_NO_SNAPSHOT');
  });

  test('transactions that wait survive a revert', async () => {
    net.setMining({ kind: 'manual' });
    const from = await net.wallet('alice');
    const { id } = await sendPublic(net.client, { from, to: (await net.wallet('carol')).account, value: 1n });
    const waiting = net.snapshot();
    await net.mine();
    expect((await waitForTx(net.client, id, { until: 'executed' })).block?.height).toBe(heightOf(net));
    await net.revert(waiting);
    expect(net.door.mempool.size).toBe(1);
    await net.mine();
    expect(net.door.mempool.size).toBe(0);
    net.setMining({ kind: 'instant' });
  });

  test('the faucet gives public and shielded money', async () => {
    await withSnapshot(net, async () => {
      await net.fund('dave', parseDusk('5'));
      await net.fund('dave', parseDusk('7'), { shielded: true });
      const { public: open, shielded } = await getBalance(net.client, { profile: await net.wallet('dave') });
      expect([open, shielded.total]).toEqual([parseDusk('100005'), parseDusk('100007')]);
    });
    await expect(net.fund('nobody', 1n)).rejects.toThrowCode('WALLET_RECIPIENT_KIND');
  });

  test('skips empty blocks with rewards; time passes as told', async () => {
    const [from] = [heightOf(net)];
    expect(await net.skip({ blocks: 20n })).toEqual({ from, to: from + 20n });
    const now = net.clock.nowMs() + 3_600_000;
    net.setClock({ kind: 'simulated', nowMs: now, stepMs: 1_000 });
    const [header] = await net.mine();
    expect(Number(header?.timestampSec)).toBe(Math.floor(now / 1_000));
    await expect(net.skip({ blocks: 1n, epochs: 1n })).rejects.toThrowCode('DEVNET_BAD_OPTION');
    await expect(net.skip({ blocks: 10n ** 9n })).rejects.toThrowCode('DEVNET_BAD_OPTION');
  });

  test('a stake of a user that begins to count stops nothing; its owner takes it back', async () => {
    const other = await createDevnet({ stakes: [{ name: 'carol', dusk: '1000000', from: 5 }] });
    try {
      const carol = await other.wallet('carol');
      expect((await other.skip({ untilEligible: carol.account })).to).toBe(5n);
      expect(other.provisioners()).toHaveLength(1);
      expect((await other.mine(3)).map(({ iteration }) => iteration)).toEqual([0, 0, 0]);
      expect((await getStake(other.client, { account: carol.account }))?.active).toBe(parseDusk('1000000'));
      const { id } = await unstake(other.client, { from: carol });
      expect((await waitForTx(other.client, id, { until: 'final' })).error).toBeUndefined();
      expect(await publicBalance(other, 'carol')).toBeGreaterThan(parseDusk('1099999'));
      expect((await getStake(other.client, { account: carol.account }))?.active ?? 0n).toBe(0n);
    } finally {
      await other.close();
    }
  });

  test('a dump goes on in another network, block by block', async () => {
    await pay(net);
    const dump = join(folder, 'dump');
    const { root, height } = await net.dump(dump);
    const other = await createDevnet({ load: dump });
    try {
      expect([rootOf(other), String(heightOf(other))]).toEqual([root, height]);
      for (let at = 0n; at <= heightOf(net); at++) {
        const [mine, theirs] = [await net.door.ledger.at(at), await other.door.ledger.at(at)];
        expect(toHex(theirs?.block.header.hash as Uint8Array)).toBe(toHex(mine?.block.header.hash as Uint8Array));
      }
      await pay(other);
      expect(heightOf(other)).toBe(heightOf(net) + 1n);
    } finally {
      await other.close();
    }
    writeFileSync(join(dump, 'pages.bin'), 'damaged');
    await expect(createDevnet({ load: dump })).rejects.toThrowCode('DEVNET_BAD_DUMP');
    await expect(createDevnet({ load: folder })).rejects.toThrowCode('DEVNET_BAD_DUMP');
  });

  test('the same seed and script give the same block hashes', async () => {
    const run = async (): Promise<string> => {
      const seeded = await createDevnet({ seed: 7, accounts: 2 });
      try {
        await pay(seeded);
        const [alice, bob] = [await seeded.wallet('alice'), await seeded.wallet('bob')];
        const { id } = await sendShielded(seeded.client, { from: alice, to: bob.address, value: 5n });
        await waitForTx(seeded.client, id, { until: 'final' });
        return toHex(seeded.door.ledger.tip().block.header.hash);
      } finally {
        await seeded.close();
      }
    };
    expect(await run()).toBe(await run());
  });

  test('a transaction is traced on the state before it, while that is kept', async () => {
    const from = await net.wallet('alice');
    const { id } = await sendPublic(net.client, { from, to: (await net.wallet('bob')).account, value: 3n });
    const { gasSpent } = await waitForTx(net.client, id, { until: 'final' });
    await net.mine(5);
    const trace = await net.trace(id);
    expect(trace).toMatchObject({ gasSpent, error: null, refusal: null, omitted: 0 });
    expect(trace.calls.map(({ fn }) => fn)).toEqual(['spend_and_execute', 'refund']);
    expect(trace.calls.flatMap(({ steps }) => steps)).toContainEqual(
      expect.objectContaining({ kind: 'event', topic: 'moonlight' }),
    );
    await net.mine(40);
    await expect(net.trace(id)).rejects.toThrowCode('NETWORK_REFUSED');
    await expect(net.trace('00'.repeat(32))).rejects.toThrowCode('NETWORK_REFUSED');
    await expect(net.trace(Uint8Array.of(1, 2, 3))).rejects.toThrowCode('NETWORK_REFUSED');
  });

  test('an impersonated account pays without its key, and nobody else does', async () => {
    await withSnapshot(net, async () => {
      const { account } = net.accounts.provisioners[8] as { account: string };
      await net.fund(account, parseDusk('9'));
      const acting = await net.impersonate(account);
      const { id } = await sendPublic(net.client, { from: acting, to: (await net.wallet('bob')).account, value: 3n });
      expect((await waitForTx(net.client, id, { until: 'final' })).error).toBeUndefined();
      expect((await net.trace(id)).error).toBeNull();
      net.release(account);
      const again = sendPublic(net.client, { from: acting, to: account, value: 1n, gas: { limit: 10_000_000n } });
      await expect(again).rejects.toThrowCode('NETWORK_REFUSED');
      await expect(net.impersonate('nobody')).rejects.toThrowCode('DEVNET_BAD_OPTION');
      await expect(net.impersonate(net.accounts.faucet.address)).rejects.toThrowCode('DEVNET_BAD_OPTION');
    });
  });

  test('after close nothing answers', async () => {
    const short = await createDevnet({ accounts: 1 });
    const { url } = short;
    await short.close();
    await expect(fetch(url)).rejects.toThrow();
  });
});

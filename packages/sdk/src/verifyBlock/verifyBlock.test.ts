import { toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blockCodec, headerHash } from '@eventide/ledger';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getBlock, getProvisioners, getTip } from '../chain/actions.ts';
import { getBlockBytes } from '../chain/blockBytes.ts';
import { getContractCode } from '../chain/contractCode.ts';
import { getContracts } from '../chain/stateContracts.ts';
import { createClient } from '../client.ts';
import { rues } from '../transports/rues.ts';
import { sendPublic } from '../wallet/send/actions.ts';
import { ALICE, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { type DrawnStake, getCommittee } from './committee.ts';
import { getStakesAt } from './stakesAt.ts';
import { verifyBlock } from './verifyBlock.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(await worldGenesis());
  const client = world.client();
  const from = (await openTestWallet(ALICE)).profile(0);
  await sendPublic(client, { from, to: from.account, value: 1n });
  await world.mine(3);
}, 180_000);
afterAll(() => world.close());

describe('13 §4 blocks checked by their reader', () => {
  test('a true block holds in everything that can be judged', async () => {
    const client = world.client();
    for (const height of [1n, 2n]) {
      const checks = await verifyBlock(client, height);
      expect(checks.map(({ check, ok }) => [check, ok])).toEqual(
        ['hash', 'transactions', 'link', 'seed', 'generator', 'votes'].map((check) => [check, true]),
      );
    }
    expect((await verifyBlock(client, 'tip')).find(({ check }) => check === 'votes')?.ok).toBeNull();
    expect((await verifyBlock(client, 0n)).every(({ ok }) => ok)).toBe(true);
    await expect(verifyBlock(client, 99n)).rejects.toThrowCode('NETWORK_STALE');
  });

  test('an altered block does not', async () => {
    const altered = (from: RegExp, to: string): ReturnType<typeof createClient> =>
      createClient({
        transport: rues(world.url, {
          async fetch(request) {
            const answer = await fetch(request);
            if (!request.url.endsWith('graphql/query')) return answer;
            return new Response((await answer.text()).replace(from, to));
          },
        }),
      });
    const timestamp = await verifyBlock(altered(/timestamp\\":1/, 'timestamp\\":2'), 2n);
    expect(timestamp.find(({ check }) => check === 'hash')?.ok).toBe(false);
    const dropped = await verifyBlock(altered(/"transactions":\[\{.*?\}\]/, '"transactions":[]'), 1n);
    expect(dropped.find(({ check }) => check === 'transactions')?.ok).toBe(false);
    const noise = await verifyBlock(altered(/\\"seed\\":\\"[0-9a-f]{2}/, '\\"seed\\":\\"zz'), 2n);
    expect(noise).toEqual([{ check: 'hash', ok: false, why: 'the header cannot be read' }]);
  });

  test('stakes after an earlier block, of nodes of ours, while they are kept', async () => {
    const client = world.client();
    const now = (await getProvisioners(client)).map(({ account, amount, eligibility }) => ({
      account,
      amount,
      eligibility,
    }));
    const sorted = (list: readonly DrawnStake[] | null) =>
      [...(list ?? [])].sort((a, b) => (a.account < b.account ? -1 : 1));
    const tip = (await getTip(client)).height;
    expect(sorted(await getStakesAt(client, tip))).toEqual(sorted(now));
    expect(await getStakesAt(client, 99n)).toBeNull();
    const plain = createClient({
      transport: rues(world.url, {
        async fetch(request) {
          const answer = await fetch(request);
          if (!request.url.endsWith('/node/info')) return answer;
          const { eventide: _, ...info } = await answer.json();
          return Response.json(info);
        },
      }),
    });
    expect(await getStakesAt(plain, tip)).toBeNull();
  });

  test('the committee of the next round: 64 credits, and its generator', async () => {
    const client = world.client();
    const members = await getCommittee(client, { round: 4n, iteration: 0, step: 'validation' });
    expect(members.reduce((sum, { credits }) => sum + credits, 0)).toBeLessThanOrEqual(64);
    expect(await getCommittee(client, { round: 4n, iteration: 0, step: 'proposal' })).toHaveLength(1);
    await expect(getCommittee(client, { round: 40n, iteration: 0, step: 'proposal' })).rejects.toThrowCode(
      'NETWORK_STALE',
    );
  });
});

describe('14 §9 what only nodes of ours tell', () => {
  test('a block byte for byte, the contracts of the newest state, and their code', async () => {
    const client = world.client();
    const told = await getBlock(client, 1n);
    const block = decode(blockCodec, await getBlockBytes(client, told?.hash ?? ''));
    expect(toHex(headerHash(block.header))).toBe(told?.hash);
    expect(block.txs.map(({ protocolBytes }) => protocolBytes)).toEqual(told?.transactions.map(({ raw }) => raw));
    await expect(getBlockBytes(client, '77'.repeat(32))).rejects.toThrowCode('NETWORK_REFUSED');

    const { total, contracts } = await getContracts(client, { most: 100 });
    expect(contracts.map(({ id }) => toHex(id)).sort()).toEqual([TRANSFER_CONTRACT, STAKE_CONTRACT].map(toHex).sort());
    expect(await getContracts(client, { most: 1 })).toEqual({ total, contracts: contracts.slice(0, 1) });
    for (const { id, codeBytes } of contracts) {
      const code = await getContractCode(client, toHex(id));
      expect([code.length, toHex(code.subarray(0, 4))]).toEqual([codeBytes, '0061736d']);
    }
    await expect(getContractCode(client, '77'.repeat(32))).rejects.toThrowCode('NETWORK_REFUSED');
  });

  test('other nodes say that they do not', async () => {
    const plain = createClient({
      transport: rues(world.url, {
        fetch: async (request) =>
          request.url.includes('/on/eventide/')
            ? new Response('Unsupported operation', { status: 501 })
            : fetch(request),
      }),
    });
    await expect(getBlockBytes(plain, '77'.repeat(32))).rejects.toThrowCode('NETWORK_UNSUPPORTED');
    await expect(getContracts(plain, { most: 1 })).rejects.toThrowCode('NETWORK_UNSUPPORTED');
    await expect(getContractCode(plain, '77'.repeat(32))).rejects.toThrowCode('NETWORK_UNSUPPORTED');
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LUX_PER_DUSK, toHex } from '@eventide/base';
import { getBalance, getBlock, getHeight, getProvisioners, sendPublic, sendShielded, waitForTx } from '@eventide/sdk';
import { createMemoryStore } from '@eventide/store/memory';
import { CommitState, type ContractState, importState, PAGE_BYTES } from '@eventide/vm';
import { blake3 } from '@eventide/vm/state/blake3';
import { emptyState } from '@eventide/vm/state/commit';
import { contractKey } from '@eventide/vm/state/contractTree';
import { contractRoot, emptyPageTree, type PageTree, withPages } from '@eventide/vm/state/pageTree';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';
import { startTestSolo } from '../solo/solo.fixture.ts';
import { fetchState } from './fetchState.ts';
import { type OriginContract, type OriginPage, type OriginRoutes, originRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';

let cache: string;
let origin: Devnet;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'eventide-fork-'));
  origin = await createDevnet({ keptStates: 2 });
  const alice = await origin.wallet('alice');
  const bob = origin.accounts.users[1];
  const { id } = await sendShielded(origin.client, { from: alice, to: bob?.address ?? '', value: 5n * LUX_PER_DUSK });
  await waitForTx(origin.client, id, { until: 'final' });
});
afterAll(async () => {
  await origin.close();
  rmSync(cache, { recursive: true });
});

function contractState(id: Uint8Array, tree: PageTree): ContractState {
  const none = new Uint8Array();
  return { id, owner: none, bytecode: none, bytecodeVersion: 1n, pages: 901, tree, version: 1n };
}

/** A page with its path, as a node tells it. */
function pageOf({ shape, root }: PageTree, index: number): OriginPage {
  const levels: Uint8Array[][] = [];
  let node = root;
  for (let level = shape.height - 1; level >= 0; level--) {
    const turn = Math.floor(index / 4 ** level) % 4;
    const children = [0, 1, 2, 3].map((i) => node?.children?.[i]);
    levels.unshift(children.filter((_, i) => i !== turn).map((child) => child?.hash ?? new Uint8Array(32)));
    node = children[turn];
  }
  return { bytes: node?.leaf?.bytes, siblings: levels.flat() };
}

const rootOfTip = (): Uint8Array => origin.door.ledger.tip().block.header.stateHash;
const balanceOf = async (net: Devnet, name: string) => getBalance(net.client, { profile: await net.wallet(name) });

describe('13 §3.2 fork of a node of Eventide', () => {
  test('goes on from its state; what happens there stays there', async () => {
    const before = await getHeight(origin.client);
    const fork = await createDevnet({ fork: { url: origin.url, cache } });
    try {
      expect(fork.forkedAt).toMatchObject({ url: origin.url, height: before });
      expect(await getHeight(fork.client)).toBe(before + 2n);
      expect((await getBlock(fork.client, before))?.hash).toBe((await getBlock(origin.client, before))?.hash);
      for (const name of ['alice', 'bob'])
        expect((await balanceOf(fork, name)).shielded.total).toBe((await balanceOf(origin, name)).shielded.total);
      const [alice, bob] = [await fork.wallet('alice'), await fork.wallet('bob')];
      const shielded = await sendShielded(fork.client, {
        from: bob,
        to: alice.address,
        value: 90_000n * LUX_PER_DUSK,
      });
      expect((await waitForTx(fork.client, shielded.id, { until: 'final' })).error).toBeUndefined();
      const open = await sendPublic(fork.client, { from: alice, to: bob.account, value: 7n });
      expect((await waitForTx(fork.client, open.id, { until: 'final' })).error).toBeUndefined();
      expect((await balanceOf(fork, 'bob')).public).toBe(100_000n * LUX_PER_DUSK + 7n);
      await fork.skip({ blocks: 20n });
      expect(await getHeight(origin.client)).toBe(before);
      expect((await balanceOf(origin, 'bob')).public).toBe(100_000n * LUX_PER_DUSK);
    } finally {
      await fork.close();
    }
  });

  test('stakes of the origin stay with their owners, but only the own provisioner counts; the faucet has money', async () => {
    const fork = await createDevnet({ fork: { url: origin.url, cache } });
    try {
      const [theirs, ours] = [await getProvisioners(origin.client), await getProvisioners(fork.client)];
      const own = fork.accounts.provisioners[0]?.account ?? '';
      expect(theirs.map(({ account }) => account)).not.toContain(own);
      const kept = ours.filter(({ account }) => account !== own);
      expect(kept).toEqual(theirs.map((stake) => (stake.amount > 0n ? { ...stake, eligibility: 2n ** 62n } : stake)));
      expect(ours).toHaveLength(theirs.length + 1);
      const carol = (await balanceOf(fork, 'carol')).shielded.total;
      await fork.fund('carol', 3n * LUX_PER_DUSK, { shielded: true });
      expect((await balanceOf(fork, 'carol')).shielded.total).toBe(carol + 3n * LUX_PER_DUSK);
      const clean = fork.snapshot();
      await fork.mine(3);
      await fork.revert(clean);
      expect(await getHeight(fork.client)).toBe(clean.height);
      await expect(fork.dump(join(cache, 'dump'))).rejects.toMatchObject({ code: 'DEVNET_UNSUPPORTED' });
    } finally {
      await fork.close();
    }
  });

  test('for people: told how far it is, and found with where it stands', async () => {
    const told: string[] = [];
    const solo = await startTestSolo(
      {
        home: mkdtempSync(join(cache, 'home-')),
        mine: { kind: 'manual' },
        fork: { url: origin.url, height: undefined },
      },
      (event) => event.kind === 'note' && told.push(event.text),
    );
    const height = await getHeight(origin.client);
    expect(solo.ready.forkedAt).toMatchObject({ url: origin.url, height: String(height) });
    expect(told.at(-1)).toBe(`Fork of ${origin.url} at block ${height}; nothing reaches the origin`);
    await solo.stop();
  });

  test('an older block, while its state is kept', async () => {
    await origin.mine(2);
    const height = (await getHeight(origin.client)) - 1n;
    const fork = await createDevnet({ fork: { url: origin.url, height, cache } });
    expect(fork.forkedAt?.height).toBe(height);
    await fork.close();
    await origin.mine(4);
    await expect(createDevnet({ fork: { url: origin.url, height, cache } })).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
    });
    await expect(createDevnet({ fork: { url: origin.url, height: 1_000_000n, cache } })).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
    });
  });
});

describe('14 §9 a state page by page', () => {
  const routes = (): OriginRoutes => originRoutes(origin.client);
  const fresh = () => openPageCache(mkdtempSync(join(cache, 'pages-')));

  test('a second time only what changed is asked for', async () => {
    const folder = mkdtempSync(join(cache, 'pages-'));
    const counts: number[] = [];
    const fetchAll = async () => {
      let last = 0;
      const found = await fetchState(routes(), rootOfTip(), openPageCache(folder), ({ fetched }) => {
        last = fetched;
      });
      counts.push(last);
      return found;
    };
    const contracts = await fetchAll();
    await importState(createMemoryStore(), contracts, rootOfTip());
    await fetchAll();
    const [some = ''] = readdirSync(folder).filter((name) => name.length === 64);
    writeFileSync(join(folder, some), readFileSync(join(folder, some)).fill(1));
    expect(await fetchAll()).toHaveLength(contracts.length);
    const [first = 0, second, third] = counts;
    expect(first).toBeGreaterThan(4);
    expect([second, third]).toEqual([0, 1]);
  });

  test('a memory whose first pages were never written', async () => {
    const id = new Uint8Array(32).fill(9);
    const tree = withPages(
      emptyPageTree(false),
      [6, 21, 900].map((index) => {
        const bytes = new Uint8Array(PAGE_BYTES).fill(index % 251);
        return { index, hash: blake3(bytes), leaf: { bytes, version: 1n } };
      }),
    );
    const contract: OriginContract = {
      id,
      position: 1,
      root: contractRoot(tree),
      pages: 901,
      height: 8,
      codeBytes: 0,
      owner: new Uint8Array(),
    };
    const place = { position: 1, root: contract.root };
    const state = new CommitState(
      emptyState,
      new Map([[toHex(id), contractState(id, tree)]]),
      new Map([[contractKey(id), place]]),
    );
    const asked: number[] = [];
    const origin: OriginRoutes = {
      contracts: async () => [contract],
      code: async () => new Uint8Array(),
      async page(_root, _contract, page) {
        asked.push(page);
        return pageOf(tree, page);
      },
    };
    const [found] = await fetchState(origin, state.root, fresh());
    expect(found?.written.map(({ index }) => index).sort((a, b) => a - b)).toEqual([6, 21, 900]);
    expect(asked.length).toBeLessThan(12);
  });

  test('a bounded number of pages is kept', async () => {
    const folder = mkdtempSync(join(cache, 'pages-'));
    const most = 3 * PAGE_BYTES + 1_000;
    await fetchState(routes(), rootOfTip(), openPageCache(folder, most));
    const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(most);
    expect(bytes.filter((each) => each === PAGE_BYTES).length).toBeGreaterThan(0);
  });

  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const lies: readonly (readonly [string, (honest: OriginRoutes) => OriginRoutes])[] = [
    [
      'a bit of a page',
      (honest) => ({
        ...honest,
        page: async (...words) => {
          const page = await honest.page(...words);
          return { ...page, bytes: page.bytes && flip(page.bytes, 77) };
        },
      }),
    ],
    [
      'a page left out',
      (honest) => ({ ...honest, page: async (...words) => ({ ...(await honest.page(...words)), bytes: undefined }) }),
    ],
    [
      'a sibling on the way',
      (honest) => ({
        ...honest,
        page: async (...words) => {
          const page = await honest.page(...words);
          return { ...page, siblings: page.siblings.map((hash, i) => (i === 1 ? flip(hash, 0) : hash)) };
        },
      }),
    ],
    [
      'a contract left out',
      (honest) => ({ ...honest, contracts: async (root) => (await honest.contracts(root)).slice(1) }),
    ],
    [
      'another root of a contract',
      (honest) => ({
        ...honest,
        contracts: async (root) =>
          (await honest.contracts(root)).map((each) => ({ ...each, root: flip(each.root, 3) })),
      }),
    ],
    [
      'two contracts at one place',
      (honest) => ({
        ...honest,
        contracts: async (root) => (await honest.contracts(root)).map((each) => ({ ...each, position: 1 })),
      }),
    ],
  ];
  test.each(lies)('%s is found', async (_, lie) => {
    await expect(fetchState(lie(routes()), rootOfTip(), fresh())).rejects.toMatchObject({ code: 'DEVNET_FORK_STATE' });
  });

  test('an unknown state', async () => {
    await expect(fetchState(routes(), new Uint8Array(32).fill(3), fresh())).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
    });
  });
});

describe('13 §3.2 what cannot be forked', () => {
  test.each([['one with ceremony parameters', { chain_id: 225, eventide: { protocol: 'eventide', srs: 'ceremony' } }]])(
    '%s says what can',
    async (_, info) => {
      const server = createServer((_request, response) => response.end(JSON.stringify(info))).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await expect(createDevnet({ fork: { url, cache } })).rejects.toMatchObject({
          code: 'DEVNET_FORK_UNSUPPORTED',
          details: { possible: expect.stringContaining('protocol eventide') },
        });
      } finally {
        server.close();
      }
    },
  );

  test.each([{ load: 'x' }, { stakes: [] }, { protocol: 'rusk-1.6' as const }, { contracts: 'x' }])(
    'beside %j',
    async (other) => {
      const fork = { url: 'http://127.0.0.1:1', cache };
      await expect(createDevnet({ ...other, fork })).rejects.toThrow(/DEVNET_/);
    },
  );

  test('where nobody answers', async () => {
    await expect(createDevnet({ fork: { url: 'http://127.0.0.1:1', cache } })).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
    });
  });
});

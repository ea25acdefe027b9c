import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, LUX_PER_DUSK, toHex } from '@eventide/base';
import { sendPublic, sendShielded, waitForTx } from '@eventide/sdk';
import { readContract } from '@eventide/sdk/calls/contract';
import { PAGE_BYTES } from '@eventide/vm';
import { blake3 } from '@eventide/vm/state/blake3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';
import { type RemoteOrigin, startRemoteOrigin } from './remoteOrigin.fixture.ts';

/** Pages of the large contract that hold something. */
const LARGE = 40;

/** `word` gives the word at the address that it is asked for; pages from 2 on tell which ones they are. */
async function largeContract(): Promise<Uint8Array> {
  const data = Array.from({ length: LARGE }, (_, i) => `(data (i32.const ${(i + 2) * 65_536}) "\\${hex(i + 1)}")`);
  const { parseWat } = await wabt();
  const text = `(module (memory (export "memory") ${LARGE + 2}) (global (export "A") i32 (i32.const 65536)) ${data.join(' ')}
    (func (export "word") (param i32) (result i32) (i32.store (i32.const 65536) (i32.load (i32.load (i32.const 65536)))) (i32.const 4)))`;
  return new Uint8Array(parseWat('large.wat', text).toBinary({}).buffer);
}
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

let folder: string;
let origin: RemoteOrigin;
let large: Uint8Array;
let contract: Uint8Array;
const started: number[] = [];
const cacheOf = (): string => mkdtempSync(join(folder, 'pages-'));
const pagesIn = (routes: readonly string[]): number => routes.filter((route) => route === 'state_page').length;
const word = async (net: Devnet, page: number): Promise<number> => {
  const answer = await readContract(
    net.client.transport,
    contract,
    'word',
    new Uint8Array(Uint32Array.of(page * 65_536).buffer),
  );
  return answer[0] ?? -1;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-fork-'));
  large = await largeContract();
  origin = await startRemoteOrigin([large]);
  await origin.order({ forget: true });
  await (await createDevnet({ fork: { url: origin.url, cache: cacheOf(), pages: 'read' } })).close();
  started.push(pagesIn((await origin.order({ forget: true })).asked));
  const { contracts } = await origin.order({ deploy: true });
  contract = fromHex(contracts[0] ?? '');
}, 400_000);
afterAll(async () => {
  await origin?.close();
  rmSync(folder, { recursive: true });
});

/** What somebody does on a fork, with what was sent on another one; then state roots of all blocks and what was sent. */
async function journey(net: Devnet, sent: readonly Uint8Array[]) {
  const clean = net.snapshot();
  await net.mine(2);
  await net.revert(clean);
  if (sent.length > 0)
    for (const bytes of sent) {
      const height = net.door.ledger.tip().block.header.height;
      expect(await net.door.mempool.submit(bytes)).toMatchObject({ ok: true });
      await expect.poll(() => net.door.ledger.tip().block.header.height).toBe(height + 1n);
    }
  else {
    const [alice, bob] = [await net.wallet('alice'), await net.wallet('bob')];
    const shielded = await sendShielded(net.client, { from: bob, to: alice.address, value: 90_000n * LUX_PER_DUSK });
    expect((await waitForTx(net.client, shielded.id, { until: 'final' })).error).toBeUndefined();
    const open = await sendPublic(net.client, { from: alice, to: bob.account, value: 7n });
    expect((await waitForTx(net.client, open.id, { until: 'final' })).error).toBeUndefined();
    await net.deploy({ from: 'carol', bytecode: large });
  }
  await net.skip({ blocks: 3n });
  const blocks = [];
  for (let at = (net.forkedAt?.height ?? 0n) + 1n; at <= net.door.ledger.tip().block.header.height; at++)
    blocks.push((await net.door.ledger.at(at))?.block);
  return {
    roots: blocks.map((block) => toHex(block?.header.stateHash ?? new Uint8Array())),
    sent: blocks.flatMap((block) => block?.txs.map(({ protocolBytes }) => protocolBytes) ?? []),
  };
}

describe('13 §3.2 pages of a fork on demand', () => {
  test('its start asks for as many pages however large the state is, each page once', async () => {
    const cache = cacheOf();
    await origin.order({ forget: true });
    const fork = await createDevnet({ fork: { url: origin.url, cache, pages: 'read' } });
    try {
      started.push(pagesIn((await origin.order({ forget: true })).asked));
      expect(started[1]).toBeLessThan(LARGE);
      expect(Math.abs((started[1] ?? 0) - (started[0] ?? 0))).toBeLessThanOrEqual(2);
      expect(await word(fork, 5)).toBe(4);
      const first = await origin.order({ forget: true });
      expect(pagesIn(first.asked)).toBeLessThanOrEqual(2);
      expect(await word(fork, 5)).toBe(4);
      expect((await origin.order({ forget: true })).asked).toEqual([]);
    } finally {
      await fork.close();
    }
    const again = await createDevnet({ fork: { url: origin.url, cache, pages: 'read' } });
    expect(await word(again, 5)).toBe(4);
    expect(pagesIn((await origin.order({ forget: true })).asked)).toBe(0);
    await again.close();
  });

  test('every root is that of a fork that has fetched everything', async () => {
    const found: Awaited<ReturnType<typeof journey>>[] = [];
    for (const pages of ['start', 'read'] as const) {
      const fork = await createDevnet({ fork: { url: origin.url, cache: cacheOf(), pages } });
      found.push(await journey(fork, found[0]?.sent ?? []).finally(() => fork.close()));
    }
    const [whole, read] = found;
    expect(whole?.sent).toHaveLength(3);
    expect(new Set(whole?.roots).size).toBeGreaterThan(6);
    expect(read?.roots).toEqual(whole?.roots);
  }, 120_000);

  test('an origin that is gone or lies is told to who needs it; the network lives, and all goes on once it is back', async () => {
    const fork = await createDevnet({ fork: { url: origin.url, cache: cacheOf(), pages: 'read' } });
    try {
      expect(await word(fork, 3)).toBe(2);
      await origin.order({ mode: 'gone' });
      await expect(word(fork, 9)).rejects.toThrow(/DEVNET_FORK_ORIGIN/);
      const alice = await fork.impersonate('alice');
      const pay = (to: number) =>
        sendPublic(fork.client, { from: alice, to: fork.accounts.users[to]?.account ?? '', value: 5n });
      expect(await word(fork, 3)).toBe(2);
      const { height } = fork.door.ledger.tip().block.header;
      await fork.mine(3);
      expect(fork.door.ledger.tip().block.header.height).toBe(height + 3n);
      await origin.order({ mode: 'lying' });
      await expect(word(fork, 9)).rejects.toThrow(/DEVNET_FORK_STATE/);
      await origin.order({ mode: 'honest' });
      expect(await word(fork, 9)).toBe(8);
      expect((await waitForTx(fork.client, (await pay(1)).id, { until: 'final' })).error).toBeUndefined();
    } finally {
      await origin.order({ mode: 'honest' });
      await fork.close();
    }
  });

  test('when the origin has let go of the state, pages that stayed the same come; what was fetched ahead is there without it', async () => {
    const height = (await origin.order({ mine: 3 })).height - 2n;
    const older = { url: origin.url, height, cache: cacheOf(), pages: 'read' } as const;
    const fork = await createDevnet({ fork: older });
    expect(fork.forkedAt?.height).toBe(height);
    const cache = cacheOf();
    const ahead = await createDevnet({ fork: { url: origin.url, cache } });
    try {
      await origin.order({ mine: 8 });
      await expect(createDevnet({ fork: older })).rejects.toMatchObject({ code: 'DEVNET_FORK_HEIGHT' });
      expect(await word(fork, 11)).toBe(10);
      const page = new Uint8Array(PAGE_BYTES);
      page[0] = 19;
      await expect.poll(() => existsSync(join(cache, toHex(blake3(page))))).toBe(true);
      await origin.order({ mode: 'gone' });
      expect(await word(ahead, 20)).toBe(19);
    } finally {
      await origin.order({ mode: 'honest' });
      await fork.close();
      await ahead.close();
    }
  });
});

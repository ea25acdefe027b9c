import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type Block, blockCodec } from '@eventide/ledger';
import { openLmdbStore } from '@eventide/store/lmdb';
import { seededRandom } from '@eventide/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killedChildren } from '../killedChildren.fixture.ts';
import { type DurableNode, openDurableNode, runDurableNode } from './durableNode.fixture.ts';
import { openChain } from './openChain.ts';

const KILLS = Number(process.env.EVENTIDE_KILLS ?? 3);
const BLOCKS = 150;
const folder = mkdtempSync(join(tmpdir(), 'eventide-catch-up-'));
const child = fileURLToPath(new URL('./catchUp.child.fixture.ts', import.meta.url));
const children = killedChildren();
afterAll(async () => {
  await children.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs until a block of this height is in. */
async function runUntil(node: DurableNode, height: number, given: readonly Block[] = []): Promise<void> {
  const stop = new AbortController();
  const tell = (line: string): void => {
    if (line.startsWith(`tip ${height} `)) stop.abort();
  };
  // Where nothing waits for a disk, nothing else would end the making of blocks.
  const own = node.context.own && { ...node.context.own, mayVote: () => !stop.signal.aborted };
  await runDurableNode({ ...node, context: { ...node.context, own } }, tell, stop.signal, given);
}

/** Heights, hashes and labels. */
async function chainOf({ ledger }: DurableNode): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { height, hash, label } of ledger.index(0n))
    lines.push(`${height} ${toHex(hash)} ${label.kind} ${'distance' in label ? label.distance : ''}`);
  return lines;
}

const blocks: Block[] = [];
let original: readonly string[] = [];
beforeAll(async () => {
  // One by one: each is on disk before the next is made.
  const node = await openDurableNode(undefined);
  await runUntil(node, BLOCKS);
  original = await chainOf(node);
  for await (const { hash } of node.ledger.index(1n)) blocks.push((await node.ledger.block(hash)) as Block);
  await node.close();
});

const whole = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ').slice(0, 2).join(' '));

describe('06 §17, §20 many blocks put on disk together', () => {
  test('give the chain that blocks put there one by one give', async () => {
    const node = await openDurableNode(undefined, true);
    await runUntil(node, BLOCKS, blocks.slice(0, BLOCKS));
    expect(await chainOf(node)).toEqual(original);
    await node.close();
  });

  test(`a node killed meanwhile has a part of that chain, with its states, and goes on; ${KILLS} kills`, async () => {
    const path = join(folder, 'killed');
    const file = join(folder, 'blocks');
    writeFileSync(file, blocks.map((block) => toHex(encode(blockCodec, block))).join('\n'));
    const random = seededRandom(5);
    let reached = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await children.runAndKill(child, [path, file], random() % 150);
      // What is on disk, before anything is repaired.
      const states = openLmdbStore({ path: `${path}/state` });
      const roots = new Set<string>();
      for await (const [root] of states.range()) roots.add(toHex(root));
      await states.close();
      const node = await openDurableNode(path, true);
      const chain = await chainOf(node);
      expect(whole(chain)).toEqual(whole(original).slice(0, chain.length));
      expect(chain.length).toBeGreaterThanOrEqual(reached);
      reached = chain.length;
      const tip = await node.ledger.tip();
      if (chain.length > 1) expect(roots.has(toHex(tip?.block.header.stateHash as Uint8Array))).toBe(true);
      await node.close();
    }
    const last = await openDurableNode(path, true);
    const tip = Number((await last.ledger.tip())?.block.header.height);
    if (tip < BLOCKS) await runUntil(last, BLOCKS, blocks.slice(tip, BLOCKS));
    expect(await chainOf(last)).toEqual(original);
    await last.close();
  }, 60_000);
});

describe('06 §20 blocks whose states are missing', () => {
  test('are executed again from the highest that has one, whichever are gone', async () => {
    const node = await openDurableNode(undefined, true);
    await runUntil(node, 60, blocks.slice(0, 60));
    const { executor, ledger, context } = node;
    const genesis = (await ledger.at(0n))?.block as Block;
    const before = await chainOf(node);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 59 }), async (kept) => {
        const known = new Set<string>();
        for (let height = 0n; height <= BigInt(kept); height++)
          known.add(toHex((await ledger.at(height))?.block.header.stateHash as Uint8Array));
        const made: bigint[] = [];
        const poor: typeof executor = {
          ...executor,
          has: async (root) => known.has(toHex(root)),
          async commit(request, later) {
            if (!known.has(toHex(request.parentRoot))) return { refused: 'moved', detail: 'unknown parent state' };
            const result = await executor.commit(request, later);
            if ('root' in result) known.add(toHex(result.root));
            return result;
          },
        };
        const start = await openChain(ledger, poor, genesis, context.signatures, (height) => made.push(height));
        expect(start.blocks.at(-1)?.block.header.height).toBe(60n);
        expect(made).toEqual(Array.from({ length: 60 - kept }, (_, i) => BigInt(kept + 1 + i)));
        expect(start.blocks.map(({ provisioners }) => provisioners)).toEqual(
          node.start.blocks.length > 0 &&
            (await openChain(ledger, executor, genesis, context.signatures)).blocks.map(
              ({ provisioners }) => provisioners,
            ),
        );
        expect(await chainOf(node)).toEqual(before);
      }),
      { numRuns: 10 },
    );
    await node.close();
  });

  test('that do not execute are taken off, unless they are final: then the node stops', async () => {
    const node = await openDurableNode(undefined, true);
    await runUntil(node, 30, blocks.slice(0, 30));
    const { executor, ledger, context } = node;
    const genesis = (await ledger.at(0n))?.block as Block;
    const tip = (await ledger.tip())?.block.header;
    const without = (broken: bigint): typeof executor => ({
      ...executor,
      has: async (root) => toHex(root) === toHex(genesis.header.stateHash),
      commit: async (request) =>
        request.block.header.height === broken
          ? { refused: 'invalid', detail: 'state root' }
          : executor.commit(request),
    });
    await expect(openChain(ledger, without(5n), genesis, context.signatures)).rejects.toThrowCode('FAULT_DISK');
    expect((await ledger.tip())?.block.header).toEqual(tip);
    const start = await openChain(ledger, without(30n), genesis, context.signatures);
    expect(start.blocks.at(-1)?.block.header.height).toBe(29n);
    expect((await ledger.tip())?.block.header.height).toBe(29n);
    const nothing = { ...executor, has: async () => false };
    await expect(openChain(ledger, nothing, genesis, context.signatures)).rejects.toThrowCode('FAULT_DISK');
    await node.close();
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKey, formatAccount } from '@eventide/crypto';
import { runBlock } from '@eventide/execution';
import { alice, blockOf, bob, moonlight, openWorld } from '@eventide/execution/world.fixture';
import { blockCodec } from '@eventide/ledger';
import { LedgerStore } from '@eventide/node';
import { openLmdbStore } from '@eventide/store/lmdb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

let folder: string;
let before: string;
let after: string;
let gas: bigint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventide-state-'));
  const store = openLmdbStore({ path: join(folder, 'state') });
  const world = await openWorld({ store });
  const outcome = runBlock(world.engine, blockOf(world, { transactions: [moonlight({ value: 5n })] }));
  if (!outcome.ok) throw new Error(outcome.reason);
  gas = outcome.block.gasSpent;
  [before, after] = [toHex(world.root), toHex(await outcome.block.commit())];
  await world.engine.vm.close();
  await store.close();

  const ledger = openLmdbStore({ path: join(folder, 'ledger') });
  const text = await readFile(new URL('../../../../examples/block.hex', import.meta.url), 'utf8');
  const block = decode(blockCodec, fromHex(text.trim()));
  const header = { ...block.header, height: 1n, stateHash: fromHex(after) };
  const change = {
    block: { ...block, header, txs: [], faults: [] },
    label: { kind: 'Accepted', distance: 1n } as const,
  };
  await new LedgerStore(ledger).apply({ ...change, labels: [], removed: [] }, []);
  await ledger.close();
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const diff = async (...words: string[]) => {
  const run = await runWords(['state', 'diff', ...words, '--data', folder, '--json'], { folder: tmpdir() });
  return { ...run, report: run.out === '' ? undefined : JSON.parse(run.out) };
};

describe('13 §2.3 state diff', () => {
  test('equal roots: nothing', async () => {
    const { exit, report } = await diff(before, before);
    expect(exit).toBe(EXIT.done);
    expect(report).toMatchObject({ contracts: [], accounts: [] });
  });

  test('a payment shows exactly its accounts', async () => {
    const { report } = await diff(before, after);
    expect(validate('state diff', report)).toBe('');
    const text = (secret: bigint) => formatAccount(blsPublicKey(secret));
    const total = 1000n * 1_000_000_000n;
    const expected = [
      [text(alice), total, total - 5n - gas, 0n, 1n],
      [text(bob), 0n, 5n, 0n, 0n],
    ].sort();
    const found = report.accounts as {
      account: string;
      balanceBefore: string;
      balanceAfter: string;
      nonceBefore: string;
      nonceAfter: string;
    }[];
    expect(
      found.map((a) => [a.account, a.balanceBefore, a.balanceAfter, a.nonceBefore, a.nonceAfter].map(String)),
    ).toEqual(expected.map((row) => row.map(String)));
    const [transfer] = report.contracts;
    expect(transfer).toMatchObject({ id: `01${'00'.repeat(31)}`, kind: 'changed' });
    expect(transfer.pages.every((page: { changedBytes: number }) => page.changedBytes >= 0)).toBe(true);
  });

  test('decoded: the reward of the block, and no note', async () => {
    const { report } = await diff(before, after, '--decode');
    expect(validate('state diff', report)).toBe('');
    expect(report.stakes.length).toBeGreaterThan(0);
    for (const { amountBefore, amountAfter, rewardBefore, rewardAfter } of report.stakes) {
      expect(amountAfter).toBe(amountBefore);
      expect(BigInt(rewardAfter)).toBeGreaterThan(BigInt(rewardBefore));
    }
    expect(report.notes.after).toBe(report.notes.before);
    const plain = await runWords(['state', 'diff', before, after, '--decode', '--data', folder], { folder });
    expect(plain.out).toMatch(/ {2}stake \d+ -> \d+ Lux +reward \d+ -> \d+ Lux\nnotes \d+ -> \d+\n$/);
  });

  test('one contract only; heights are found in the ledger; people read lines', async () => {
    const { report } = await diff(before, '1', '--contract', 'stake');
    expect(report.after).toBe(after);
    expect(report.contracts.map(({ id }: { id: string }) => id)).toEqual([`02${'00'.repeat(31)}`]);
    const plain = await runWords(['state', 'diff', before, after, '--data', folder], { folder: tmpdir() });
    expect(plain.out).toContain('Lux');
  });

  test.each([
    ['a state that is not kept', ['ff'.repeat(32), 'ff'.repeat(32)], 'VM_COMMIT_UNKNOWN'],
    ['a height nobody knows', ['7', '8'], 'CLI_NOT_FOUND'],
    ['words', ['latest', '1'], 'CLI_BAD_INPUT'],
    ['a contract that is none', ['1', '1', '--contract', 'nft'], 'CLI_BAD_INPUT'],
    ['a folder without states', ['1', '1', '--data', tmpdir()], 'CLI_FILE'],
  ])('refuses %s', async (_, words, code) => {
    const run = await runWords(['state', 'diff', '--data', folder, ...words, '--json'], { folder: tmpdir() });
    expect(run.exit).not.toBe(EXIT.done);
    expect(run.out + run.err).toContain(code);
  });
});

describe('13 §2.2 state root, page, proof', () => {
  const look = async (verb: string, ...words: string[]) => {
    const run = await runWords(['state', verb, ...words, '--data', folder, '--json'], { folder });
    return { ...run, report: run.out === '' ? undefined : JSON.parse(run.out) };
  };

  test('states of a folder, and the contracts of one', async () => {
    const all = await look('root');
    expect([validate('state root', all.report), all.report.roots.includes(before)]).toEqual(['', true]);
    const one = await look('root', '1');
    expect(validate('state root', one.report)).toBe('');
    expect(one.report.root).toBe(after);
    expect(one.report.contracts.map(({ position }: { position: number }) => position).sort()).toEqual([1, 2]);
  });

  test('a page is what its path leads from; an absent one has a path too', async () => {
    const { report: page } = await look('page', after, 'stake', '0');
    expect(validate('state page', page)).toBe('');
    const { report: proof, exit } = await look('proof', after, 'stake', '0');
    expect([validate('state proof', proof), exit]).toEqual(['', EXIT.done]);
    expect(proof).toMatchObject({ present: true, valid: true, leaf: page.hash, root: after });
    expect((await look('proof', after, 'stake', '65535')).report).toMatchObject({ present: false, valid: true });
    const { report: filed } = await look('page', after, 'stake', '0', '--out', 'page.bin');
    expect(toHex(new Uint8Array(await readFile(filed.file)))).toBe(page.bytes);
  });

  test.each([
    ['an unknown state', ['root', '00'.repeat(32)], EXIT.notFound],
    ['an absent page', ['page', 'AFTER', 'stake', '65535'], EXIT.notFound],
    ['a page beyond the memory', ['proof', 'AFTER', 'stake', '65536'], EXIT.notFound],
    ['a contract that is none', ['page', 'AFTER', 'token', '0'], EXIT.usage],
    ['a page that is none', ['page', 'AFTER', 'stake', '-1'], EXIT.usage],
  ])('%s', async (_, words, exit) => {
    const [verb = '', ...rest] = words;
    expect((await look(verb, ...rest.map((word) => (word === 'AFTER' ? after : word)))).exit).toBe(exit);
  });
});

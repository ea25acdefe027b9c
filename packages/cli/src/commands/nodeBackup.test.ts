import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLocalGenesisOptions, type LocalGenesis, localGenesis } from '@eventide/devnet';
import { nodeGenesis } from '@eventide/devnet/genesis/nodeGenesis';
import { seedStateFolder } from '@eventide/devnet/genesis/stateFolder';
import { defaultNodeOptions, startNode } from '@eventide/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-cli-backup-'));
const data = join(folder, 'data');
let genesis: LocalGenesis;
beforeAll(async () => {
  genesis = await localGenesis({ ...defaultLocalGenesisOptions, provisioners: 1, blockTimeSec: 0 });
  await seedStateFolder(join(data, 'state'), genesis);
  const node = await startAt(data);
  await node.production.produce(3);
  await node.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function startAt(path: string) {
  return startNode({
    ...defaultNodeOptions,
    genesis: nodeGenesis(genesis),
    storage: { kind: 'disk', path },
    provisioner: genesis.accounts.provisioners[0]?.secretKey,
    production: { kind: 'manual' },
  });
}

const run = (line: string) => runWords(line.split(' '), { folder });
async function ran(name: string, line: string): Promise<Record<string, unknown>> {
  const { exit, out, err } = await run(`${line} --json`);
  expect(err).toBe('');
  expect(exit).toBe(EXIT.done);
  const report = JSON.parse(out);
  expect(validate(name, report)).toBe('');
  return report;
}

describe('13 §8 looking after a node’s folder', () => {
  test('verify, back up, restore, take off what is not final', async () => {
    const verified = await ran('node verify-store', 'node verify-store --db-path data');
    expect(verified).toMatchObject({ height: '3', unstated: 0, blocks: 4 });
    expect(await ran('node backup', 'node backup copy --db-path data')).toMatchObject({ root: verified.root });
    expect(await ran('node restore', 'node restore copy --db-path other')).toMatchObject({ hash: verified.hash });
    const { to } = await ran('node revert', 'node revert --to-final --db-path other');
    expect(await ran('node verify-store', 'node verify-store --db-path other')).toMatchObject({
      height: to,
      final: to,
    });
  });

  test('another node goes on from a snapshot, whose roots are computed again', async () => {
    const made = await ran('node snapshot export', 'node snapshot export shared --db-path data');
    const taken = await ran('node snapshot import', 'node snapshot import shared --db-path fresh');
    expect(taken).toMatchObject({ root: made.root, height: made.height, hash: made.hash });
    const verified = await ran('node verify-store', 'node verify-store --db-path fresh');
    expect(verified).toMatchObject({ hash: made.hash, root: made.root, final: made.height });
    const node = await startAt(join(folder, 'fresh'));
    await node.production.produce(2);
    expect(node.door.ledger.tip().block.header.height).toBe(BigInt(String(made.height)) + 2n);
    await node.close();
  });

  test('a state alone comes in under its root, and no other', async () => {
    const { root } = JSON.parse(readFileSync(join(folder, 'shared/snapshot.json'), 'utf8')) as { root: string };
    cpSync(join(folder, 'shared/main'), join(folder, 'foreign/main'), { recursive: true });
    const found = await ran('node snapshot import', `node snapshot import foreign --db-path looked --root ${root}`);
    expect(found).toMatchObject({ root, height: null, hash: null });
    const other = await run(`node snapshot import foreign --db-path third --root ${'1'.repeat(64)}`);
    expect(other.err).toContain('VM_SNAPSHOT');
  });

  test('a page, a block or a word that was changed is found', async () => {
    const changed = async (file: string): Promise<string> => {
      rmSync(join(folder, 'bent'), { recursive: true, force: true });
      cpSync(join(folder, 'shared'), join(folder, 'bent'), { recursive: true });
      const bytes = readFileSync(join(folder, 'bent', file));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
      writeFileSync(join(folder, 'bent', file), bytes);
      return (await run('node snapshot import bent --db-path unused')).err;
    };
    const page = readdirSync(join(folder, 'shared/main/memory'), { recursive: true, encoding: 'utf8' }).find((name) =>
      /\/\d+$/.test(name),
    );
    expect(await changed(`main/memory/${page}`)).toContain('VM_SNAPSHOT_ROOT');
    expect(await changed('blocks.bin')).toMatch(/error (NODE_BACKUP|VM_SNAPSHOT_\w+) /);
    expect(await changed('snapshot.json')).toContain('NODE_BACKUP');
    expect(existsSync(join(folder, 'unused/state'))).toBe(false);
  });

  test.each([
    ['node snapshot export more --db-path none', 'NODE_BACKUP'],
    ['node snapshot export data --db-path data', 'NODE_BACKUP'],
    ['node snapshot import none --db-path third', 'NODE_BACKUP'],
    ['node snapshot import none --db-path data', 'NODE_BACKUP'],
    ['node snapshot import none --root xyz --db-path third', 'CLI_BAD_INPUT'],
    ['node backup copy2 --db-path none', 'NODE_BACKUP'],
    ['node backup data --db-path data', 'NODE_BACKUP'],
    ['node restore none --db-path third', 'NODE_BACKUP'],
    ['node restore copy --db-path data', 'NODE_BACKUP'],
    ['node revert --db-path data', 'CLI_USAGE'],
    ['node verify-store --config-file none.toml', 'CLI_FILE'],
  ])('%s: %s', async (line, code) => {
    const { exit, out, err } = await run(line);
    expect(out).toBe('');
    expect(err).toMatch(new RegExp(`^error ${code} .*\nnext  .+\n$`));
    expect(exit).not.toBe(EXIT.done);
  });
});

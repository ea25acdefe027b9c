import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLocalGenesisOptions, localGenesis } from '@eventide/devnet';
import { nodeGenesis } from '@eventide/devnet/genesis/nodeGenesis';
import { seedStateFolder } from '@eventide/devnet/genesis/stateFolder';
import { defaultNodeOptions, startNode } from '@eventide/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-cli-backup-'));
const data = join(folder, 'data');
beforeAll(async () => {
  const genesis = await localGenesis({ ...defaultLocalGenesisOptions, provisioners: 1, blockTimeSec: 0 });
  await seedStateFolder(join(data, 'state'), genesis);
  const node = await startNode({
    ...defaultNodeOptions,
    genesis: nodeGenesis(genesis),
    storage: { kind: 'disk', path: data },
    provisioner: genesis.accounts.provisioners[0]?.secretKey,
    production: { kind: 'manual' },
  });
  await node.production.produce(3);
  await node.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

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

  test.each([
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

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-cli-init-'));
  mkdirSync(join(folder, 'rusk/conf'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const init = () => runWords(['node', 'init', '--dir', 'mine', '--from-rusk', 'rusk', '--json'], { folder });

describe('13 §2.2 node init --from-rusk', () => {
  test('takes settings and keys over, tells what has no effect, and leaves the rest where it is', async () => {
    const text = `[http]
listen_address = "127.0.0.1:8181"
[kadcast]
kadcast_id = 2
[chain]
db_path = "/old/db"
[nonsense]
x = 1
`;
    writeFileSync(join(folder, 'rusk/conf/rusk.toml'), text);
    writeFileSync(join(folder, 'rusk/consensus.keys'), 'sealed');
    const { exit, out } = await init();
    const report = JSON.parse(out);
    expect([exit, validate('node init', report)]).toEqual([EXIT.done, '']);
    expect(report.warnings.join('\n')).toContain('nonsense');
    expect(report.next).toBe(`eventide node run --config-file ${report.file}`);
    const made = readFileSync(report.file, 'utf8');
    expect(made).toContain('127.0.0.1:8181');
    expect(made).toMatch(/kadcast_id = 2$/m);
    expect(made).toContain(join(folder, 'rusk/consensus.keys'));
    expect(made).not.toContain('/old/db');
    expect(readFileSync(join(folder, 'rusk/conf/rusk.toml'), 'utf8')).toBe(text);
  });

  test('without keys it says how to make some; without settings there is nothing to take over', async () => {
    const { exit, err } = await init();
    expect([exit, JSON.parse(err).error.code]).toEqual([EXIT.usage, 'CLI_FILE']);
    writeFileSync(join(folder, 'rusk/rusk.toml'), '');
    expect(JSON.parse((await init()).out).next).toContain('eventide keys consensus new');
  });
});

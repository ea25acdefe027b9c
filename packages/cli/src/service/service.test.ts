import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { notifyManager } from './notify.ts';
import { containerServices } from './recipes.ts';
import { formatYaml } from './yaml.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-service-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (words: string[]) => runWords(['node', 'service', ...words], { folder });
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('13 §8 recipes', () => {
  test('a unit of systemd, as 13 §8 wants it', async () => {
    const { out, exit } = await run([
      '--systemd',
      '--config-file',
      '/etc/x/node.toml',
      '--dir',
      '/srv/x',
      '--user',
      'dusk',
    ]);
    expect(exit).toBe(EXIT.done);
    const lines = out.split('\n');
    for (const line of ['Type=notify', 'ProtectSystem=strict', 'User=dusk', 'ReadWritePaths=/srv/x'])
      expect(lines).toContain(line);
    expect(out).toMatch(/^MemoryHigh=/m);
    expect(out).toMatch(/^LoadCredentialEncrypted=consensus-keys-password$/m);
    expect(out).toMatch(/^ExecStart=\/\S+ \S+ node run --config-file \/etc\/x\/node\.toml --db-path \/srv\/x$/m);
    if (hasSystemd) {
      const unit = join(folder, 'eventide.service');
      // Nobody of that name is needed to read the unit.
      writeFileSync(unit, out.replace(/^(User|Group)=.*$/gm, ''));
      const checked = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
      expect(checked.stderr.split('\n').filter((line) => line.includes('eventide.service'))).toEqual([]);
    }
  });

  test('services for containers: not as root, nothing writable but the data', async () => {
    const { out } = await run(['--container', '--dir', '/srv/x']);
    const { services, secrets, volumes } = containerServices({ config: '/etc/eventide/node.toml', data: '/srv/x' });
    expect(Object.keys(services)).toEqual(['node', 'prometheus', 'grafana']);
    const { node } = services;
    expect(node).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: '1000:1000' });
    expect(node.volumes).toContain('/srv/x:/data');
    expect(node.ports).toContain('127.0.0.1:8080:8080');
    expect(Object.keys(secrets)).toEqual(node.secrets);
    expect(Object.keys(volumes)).toEqual(['prometheus', 'grafana']);
    const lines = out.split('\n');
    for (const line of ['services:', '  node:', '    read_only: true', '    cap_drop: ["ALL"]', '  prometheus: {}'])
      expect(lines).toContain(line);
    // What is read by indentation: no tabs, and two blanks a level.
    expect(lines.filter((line) => /\t/.test(line) || (/^ */.exec(line)?.[0].length ?? 0) % 2 === 1)).toEqual([]);
  });

  test('structures as YAML', () => {
    const text = formatYaml({ a: { 'b c': 'x: "y"', d: ['1', '#2'] }, e: true, f: {}, g: 'one\n\n  two\n' });
    expect(text).toBe('a:\n  "b c": "x: \\"y\\""\n  d: ["1", "#2"]\ne: true\nf: {}\ng: |\n  one\n\n    two\n');
  });

  test.each([
    [[]],
    [['--systemd', '--container']],
    [['--systemd', '--user', 'a b']],
    [['--systemd', '--dir', '/srv/a b']],
    [['--container', '--config-file', '/etc/$(id)']],
    [['--systemd', '--config-file', '/etc/%h']],
  ])('%j is usage', async (words) => {
    const { exit, out } = await run(words);
    expect([exit, out]).toEqual([EXIT.usage, '']);
  });
});

describe('13 §8 Type=notify', () => {
  test('the manager is told by its own tool, if there is a manager', async () => {
    const bin = join(folder, 'bin');
    const said = join(folder, 'said');
    mkdirSync(bin);
    writeFileSync(join(bin, 'systemd-notify'), `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${said}\n`);
    chmodSync(join(bin, 'systemd-notify'), 0o755);
    const PATH = `${bin}${delimiter}${process.env.PATH}`;
    expect(await notifyManager({ PATH, NOTIFY_SOCKET: '/run/n' }, '--ready')).toBe(true);
    expect(await notifyManager({ PATH }, '--ready')).toBe(false);
    expect(await notifyManager({ PATH: folder, NOTIFY_SOCKET: '/run/n' }, '--ready')).toBe(false);
    expect(readFileSync(said, 'utf8')).toBe('/run/n --ready\n');
  });
});

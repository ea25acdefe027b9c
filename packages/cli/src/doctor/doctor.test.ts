import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CliRun, runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';
import { findRepairs, type Places } from './repairs.ts';

/** No process has this number: it is above what systems give out. */
const DEAD = 99_999_999;

let folder: string;
let places: Places;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-doctor-'));
  places = { home: join(folder, 'home'), wallets: join(folder, 'home/wallets'), caches: [join(folder, 'cache')] };
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, content = '', mode = 0o600): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(file, content, { mode });
  chmodSync(file, mode);
  return file;
}

function run(words: string[], env: Record<string, string> = {}): Promise<CliRun> {
  return runWords([...words, '--json'], { folder, env: { HOME: folder, EVENTIDE_HOME: join(folder, 'home'), ...env } });
}

const mendAll = (): void => {
  for (const repair of findRepairs(places)) repair.mend();
};

describe('13 §2.2 what doctor --fix mends', () => {
  test('modes of keys, and of all that belongs to a wallet', () => {
    const open = [put('home/node/consensus.keys', '', 0o644), put('home/wallets/a/store.bin', '', 0o640)];
    put('home/local/genesis.toml', '', 0o644);
    expect(findRepairs(places).map(({ name, state }) => [name, state])).toEqual([
      ['file mode', 'fail'],
      ['file mode', 'fail'],
    ]);
    mendAll();
    for (const file of open) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(findRepairs(places)).toEqual([]);
  });

  test('locks of processes that ended, and only those', () => {
    const dead = [put('home/local/lock', String(DEAD)), put('home/wallets/a/x.lock', String(DEAD))];
    const held = [put('home/other/lock', String(process.pid)), put('home/odd/lock', 'not a number')];
    mendAll();
    expect(dead.map((file) => existsSync(file))).toEqual([false, false]);
    expect(held.map((file) => existsSync(file))).toEqual([true, true]);
  });

  test('files that were being written, but nobody else’s and no logs', () => {
    const dead = [
      put(`cache/state-ab.${DEAD}`),
      put(`home/local/ready.json.${DEAD}`),
      put(`home/wallets/a/s.${DEAD}.new`),
    ];
    const kept = [put(`cache/state-cd.${process.pid}`), put('home/local/node.log.12'), put('cache/state-ef')];
    mendAll();
    expect(dead.map((file) => existsSync(file))).toEqual([false, false, false]);
    expect(kept.every((file) => existsSync(file))).toBe(true);
  });

  test('missing folders are made, private', () => {
    mendAll();
    for (const path of [places.home, places.wallets]) expect(statSync(path).mode & 0o777).toBe(0o700);
  });
});

describe('13 §2.2 doctor', () => {
  type Finding = { readonly name: string; readonly state: string; readonly next?: string };

  test('names what can be mended, mends it when told, and is content then', async () => {
    put('home/node/consensus.keys', '', 0o644);
    const of = async (words: string[]): Promise<readonly (readonly [string, string | undefined])[]> => {
      const { out } = await run(words);
      expect(validate('doctor', JSON.parse(out))).toBe('');
      const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
      return findings
        .filter(({ name }) => name.startsWith('file mode'))
        .map(({ state, next }) => [state, next] as const);
    };
    expect(await of(['doctor'])).toEqual([['fail', 'eventide doctor --fix']]);
    expect(await of(['doctor', '--fix'])).toEqual([['mended', undefined]]);
    expect(await of(['doctor'])).toEqual([['ok', undefined]]);
  });
});

describe('13 §2.1 doctor --config', () => {
  const settingsOf = async (words: string[] = [], env: Record<string, string> = {}) => {
    const { out, exit } = await run(['doctor', '--config', ...words], env);
    expect([exit, validate('doctor', JSON.parse(out))]).toEqual([0, '']);
    return JSON.parse(out) as {
      settings: { name: string; value: string; origin: string }[];
      warnings: string[];
    };
  };
  const pick = (report: Awaited<ReturnType<typeof settingsOf>>, name: string) => {
    const found = report.settings.find((entry) => entry.name === name);
    return found && [found.value, found.origin];
  };

  test('each value comes with where it comes from', async () => {
    expect(pick(await settingsOf(), 'network')).toEqual(['local', 'default']);
    const user = put('.config/eventide/config.toml', 'network = "devnet"\n[networks.office]\nurl = "http://a.b"\n');
    expect(pick(await settingsOf(), 'network')).toEqual(['devnet', user]);
    expect(pick(await settingsOf(), 'network office')).toEqual(['http://a.b', user]);
    const own = put('eventide.toml', 'network = "testnet"\ncolour = 3\n');
    const report = await settingsOf();
    expect(pick(report, 'network')).toEqual(['testnet', own]);
    expect(report.warnings).toEqual([`${own}: colour is no setting`]);
    expect(pick(await settingsOf([], { EVENTIDE_NETWORK: 'mainnet' }), 'network')).toEqual([
      'mainnet',
      'EVENTIDE_NETWORK',
    ]);
    expect(pick(await settingsOf(['-n', 'local']), 'network')).toEqual(['local', '--network']);
    expect(pick(report, 'home')).toEqual([join(folder, 'home'), 'EVENTIDE_HOME']);
  });

  test('secrets are set or not, and not shown', async () => {
    const { out } = await run(['doctor', '--config'], { EVENTIDE_PASSWORD: 'hunter2' });
    expect(out).not.toContain('hunter2');
    expect(JSON.parse(out).settings).toContainEqual({
      name: 'EVENTIDE_PASSWORD',
      value: '(set)',
      origin: 'environment',
    });
  });

  test('a damaged file is named', async () => {
    put('eventide.toml', 'network = \n');
    expect((await run(['doctor', '--config'])).exit).toBe(2);
  });
});

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MACHINE = 8;
let clone: string;

/** A clone with a lock file and an `npm` of its own, which does what `script` says. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'eventide-setup-'));
  mkdirSync(join(clone, 'scripts'));
  for (const file of ['setup.mjs', 'onlyOne.mjs'])
    cpSync(join(import.meta.dirname, file), join(clone, 'scripts', file));
  writeFileSync(join(clone, 'package-lock.json'), '{"packages":{}}');
});
afterEach(() => rmSync(clone, { recursive: true }));

const pinned = (): string => join(clone, 'node_modules', 'node', 'bin', 'node');
const stamp = (): string => join(clone, 'node_modules', '.eventide-lock');
const INSTALLS = 'mkdir -p node_modules/node/bin && : > node_modules/node/bin/node';

/** Runs the set-up with this `npm`; `before` runs in the same process first. */
function setUp(npm: string, before = ''): { readonly exit: number | null; readonly lines: readonly string[] } {
  const bin = join(clone, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  const code = `${before}\nconst { ensurePackages } = await import(${JSON.stringify(join(clone, 'scripts', 'setup.mjs'))});\nensurePackages();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
  return { exit: status, lines: stderr.trim().split('\n') };
}

describe('13 §1.3 set-up of a clone', () => {
  test('packages are installed once, and again when they are older than the lock file', () => {
    expect(setUp(INSTALLS)).toMatchObject({
      exit: 0,
      lines: [expect.stringContaining('installing'), expect.any(String)],
    });
    expect(setUp('exit 1')).toEqual({ exit: 0, lines: [''] });
    writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"": {}}}');
    const again = setUp(INSTALLS);
    expect(again.exit).toBe(0);
    expect(again.lines[0]).toBe('Packages are older than package-lock.json');
    expect(setUp('exit 1').exit).toBe(0);
  });

  test('npm fails: its reason, what to try and a log; half an install is never used', () => {
    const failed = setUp("echo 'npm error code ENOTFOUND' >&2; mkdir -p node_modules/half; exit 1");
    expect(failed.exit).toBe(MACHINE);
    expect(failed.lines.slice(-2)).toEqual([
      'Packages could not be installed: code ENOTFOUND',
      expect.stringMatching(/^next {2}retry; behind a proxy set HTTPS_PROXY\. Log: .*npm-ci\.log$/),
    ]);
    expect(readFileSync(join(clone, '.cache', 'npm-ci.log'), 'utf8')).toContain('ENOTFOUND');
    expect(existsSync(stamp())).toBe(false);
    expect(setUp(INSTALLS).lines[0]).toContain('installing');
    expect(existsSync(pinned())).toBe(true);
  });

  test('install scripts are off, so that the pinned Node is not there', () => {
    const { exit, lines } = setUp('mkdir -p node_modules/node');
    expect(exit).toBe(MACHINE);
    expect(lines.slice(-2)).toEqual([
      'The pinned Node 24 is missing',
      'next  npm ci --ignore-scripts=false, or use an own Node 22.18 or newer',
    ]);
    expect(existsSync(stamp())).toBe(false);
  });

  test('a Node that is too old', () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.0' } });";
    expect(setUp(INSTALLS, old)).toEqual({
      exit: MACHINE,
      lines: ['Node 16.20.0 is too old to install the packages', 'next  install Node 20 or newer'],
    });
  });

  test('too little room on the disk, before anything is installed', () => {
    const full = `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      fs.statfsSync = () => ({ bavail: 180 * 1024, bsize: 1024 });
      syncBuiltinESMExports();`;
    const { exit, lines } = setUp(INSTALLS, full);
    expect(exit).toBe(MACHINE);
    expect(lines[0]).toBe('Only 180 MB free on this disk, packages need 1.5 GB');
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
  });
});

describe('13 §1.4 room of the packages', () => {
  test('a file with two names takes its room once', () => {
    const folder = join(clone, 'node_modules');
    mkdirSync(join(folder, 'a'), { recursive: true });
    writeFileSync(join(folder, 'a', 'one'), 'x'.repeat(1_000));
    linkSync(join(folder, 'a', 'one'), join(folder, 'two'));
    writeFileSync(join(folder, 'three'), 'x'.repeat(10));
    const [script, place] = [join(clone, 'scripts', 'setup.mjs'), folder].map((path) => JSON.stringify(path));
    const code = `const { folderBytes } = await import(${script}); console.log(folderBytes(${place}));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(stdout).toBe('1010\n');
  });
});

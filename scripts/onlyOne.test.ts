import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

// Plain JavaScript without declarations: set-up runs it before there are packages.
const { onlyOne }: { onlyOne<T>(lockFile: string, work: () => T, onWait?: () => void): T } = await import(
  join(import.meta.dirname, 'onlyOne.mjs')
);

let folder: string;
let lock: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-lock-'));
  [lock, log] = [join(folder, 'deep', 'lock'), join(folder, 'log')];
  writeFileSync(log, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'onlyOne.mjs')).href);
/** A process that notes when its work begins and ends; a tenth of a second lies between. */
const work = `
  import { appendFileSync } from 'node:fs';
  import { onlyOne } from ${module};
  const note = (what) => appendFileSync(${'$log'}, what + process.pid + '\\n');
  onlyOne(${'$lock'}, () => {
    note('+');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    note('-');
    if (process.argv.includes('exit')) process.exit(3);
  });`;

async function run(...args: string[]): Promise<number> {
  const source = work.replace('$log', JSON.stringify(log)).replace('$lock', JSON.stringify(lock));
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, '--', ...args]);
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

test('works of several processes never overlap', async () => {
  expect(await Promise.all([run(), run(), run()])).toEqual([0, 0, 0]);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(6);
  for (let i = 0; i < 6; i += 2) expect(`-${lines[i]?.slice(1)}`).toBe(lines[i + 1]);
});

test('who ends inside gives the lock back', async () => {
  expect(await run('exit')).toBe(3);
  expect(onlyOne(lock, () => 'done')).toBe('done');
});

test('a lock of a process that is gone is taken over, and work that throws gives it back', async () => {
  await run();
  writeFileSync(lock, readFileSync(log, 'utf8').split('\n')[0]?.slice(1) as string);
  let waited = 0;
  expect(() =>
    onlyOne(
      lock,
      () => 1,
      () => waited++,
    ),
  ).not.toThrow();
  expect(waited).toBe(1);
  expect(() =>
    onlyOne(lock, () => {
      throw new Error('work');
    }),
  ).toThrow('work');
  expect(onlyOne(lock, () => 5)).toBe(5);
});

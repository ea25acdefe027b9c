import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolder } from '@eventide/devnet/folder/dataFolder';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-cli-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (line: string) =>
  runWords(line.split(' '), { folder, env: { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide') } });

describe('13 §1.2 devnet migrate', () => {
  const marker = (): string => join(folder, '.eventide/local/eventide-local-network.json');

  test('nothing to migrate is said, and nothing is touched', async () => {
    createFolder(join(folder, '.eventide/local'), { nodes: 3 });
    const before = readFileSync(marker(), 'utf8');
    expect((await run('devnet migrate')).out).toContain('nothing to migrate');
    const { out } = await run('devnet migrate --dry-run --json');
    expect(validate('devnet migrate', JSON.parse(out))).toBe('');
    expect(JSON.parse(out)).toMatchObject({ format: 1, reads: 1, steps: [], migrated: false });
    expect(readFileSync(marker(), 'utf8')).toBe(before);
  });

  test('a newer format is refused with the next step, and not converted', async () => {
    createFolder(join(folder, '.eventide/local'), {});
    writeFileSync(marker(), readFileSync(marker(), 'utf8').replace('"format":1', '"format":3'));
    const { exit, err } = await run('devnet migrate');
    expect(exit).toBe(EXIT.machine);
    expect(err).toMatch(/^error DEVNET_FORMAT {2}State has format 3, this version reads 1.*\nnext {2}.*--reset/);
    expect(readFileSync(marker(), 'utf8')).toContain('"format":3');
  });

  test('where nothing is, or a network runs', async () => {
    expect((await run('devnet migrate')).exit).toBe(EXIT.notFound);
    createFolder(join(folder, '.eventide/local'), {});
    writeFileSync(join(folder, '.eventide/local/lock'), String(process.pid));
    expect((await run('devnet migrate')).err).toContain('DEVNET_RUNNING');
  });

  test('something else stays as it is', async () => {
    mkdirSync(join(folder, '.eventide/local'), { recursive: true });
    writeFileSync(join(folder, '.eventide/local/thesis.txt'), '');
    expect((await run('devnet migrate')).err).toContain('DEVNET_FOREIGN_FOLDER');
  });
});

describe('13 §8 node migrate', () => {
  const write = (text: string): void => {
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data/format.json'), text);
  };

  test('nothing to migrate', async () => {
    write('{"format":1}');
    const { out, exit } = await run('node migrate --dry-run --db-path data --json');
    expect([exit, validate('node migrate', JSON.parse(out))]).toEqual([EXIT.done, '']);
    expect((await run('node migrate --db-path data')).out).toContain('nothing to migrate');
  });

  test.each([
    ['{"format":2}', 'NODE_FORMAT'],
    ['{}', 'NODE_FORMAT'],
  ])('%s: %s', async (text, code) => {
    write(text);
    expect((await run('node migrate --db-path data')).err).toContain(code);
  });

  test('no folder', async () => {
    expect((await run('node migrate --db-path nowhere')).exit).toBe(EXIT.notFound);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFolder,
  folderBytes,
  folderMigration,
  migrateFolder,
  networkFolder,
  readMarker,
  removeFolder,
} from './dataFolder.ts';
import { lockHolder, readReady, releaseLock, takeLock } from './runFile.ts';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'eventide-folder-'));
  folder = networkFolder(home, 'local');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('13 §1.2 folder of a network', () => {
  test('keeps its options', () => {
    expect(readMarker(folder)).toBeUndefined();
    createFolder(folder, { nodes: 4, proofs: 'real' });
    expect(readMarker(folder)?.options).toEqual({ nodes: 4, proofs: 'real' });
    expect(folderBytes(folder)).toBeGreaterThan(20);
  });

  test('is removed only if it is ours', () => {
    createFolder(folder, {});
    removeFolder(folder);
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'three years of work');
    expect(() => removeFolder(folder)).toThrowCode('DEVNET_FOREIGN_FOLDER');
    expect(() => readMarker(folder)).toThrowCode('DEVNET_FOREIGN_FOLDER');
    expect(existsSync(join(folder, 'thesis.txt'))).toBe(true);
  });

  test('of another version is refused, and can be removed', () => {
    createFolder(folder, {});
    const marker = join(folder, 'eventide-local-network.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":3'));
    expect(() => readMarker(folder)).toThrowCode('DEVNET_FORMAT');
    removeFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });

  test('is brought to a newer format only when told to, keeping its options', async () => {
    createFolder(folder, { nodes: 3 });
    const moved: string[] = [];
    const step = { from: 1, to: 2, name: 'files move', spaceFactor: 1, run: async (at: string) => void moved.push(at) };
    const plan = folderMigration(folder, [step], 2);
    expect(plan?.steps?.map(({ name }) => name)).toEqual(['files move']);
    expect(moved).toEqual([]);
    if (plan !== undefined) await migrateFolder(folder, plan);
    expect(moved).toEqual([folder]);
    expect(() => readMarker(folder)).toThrowCode('DEVNET_FORMAT');
    expect(folderMigration(folder, [], 2)).toEqual({ found: 2, reads: 2, steps: [] });
    const marker = JSON.parse(readFileSync(join(folder, 'eventide-local-network.json'), 'utf8'));
    expect(marker).toEqual({ format: 2, options: { nodes: 3 } });
  });

  test('is not converted back, nor anything else', async () => {
    expect(folderMigration(folder)).toBeUndefined();
    createFolder(folder, {});
    const marker = join(folder, 'eventide-local-network.json');
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"format":1', '"format":3'));
    await expect(
      migrateFolder(folder, folderMigration(folder) ?? { found: 0, reads: 0, steps: undefined }),
    ).rejects.toMatchObject({ code: 'DEVNET_FORMAT', details: { found: 3, migration: 'none' } });
    rmSync(marker);
    writeFileSync(join(folder, 'thesis.txt'), '');
    expect(() => folderMigration(folder)).toThrowCode('DEVNET_FOREIGN_FOLDER');
  });

  test.each(['../up', '', 'a/b', '.', 'x'.repeat(33)])('refuses the name %j', (name) => {
    expect(() => networkFolder(home, name)).toThrowCode('DEVNET_BAD_OPTION');
  });

  test('that cannot be written says so', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => createFolder(join(home, 'file', 'local'), {})).toThrowCode('DEVNET_NOT_WRITABLE');
    chmodSync(home, 0o700);
  });
});

describe('13 §1.2 lock of a network', () => {
  beforeEach(() => createFolder(folder, {}));

  test('one process at a time', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    expect(takeLock(folder, other.pid as number)).toBe(true);
    expect(lockHolder(folder)).toBe(other.pid);
    expect(takeLock(folder, process.pid)).toBe(false);
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(lockHolder(folder)).toBeUndefined();
    expect(takeLock(folder, process.pid)).toBe(true);
    releaseLock(folder);
    expect(takeLock(folder, process.pid)).toBe(true);
  });

  test('a ready file of a dead network is not believed', () => {
    writeFileSync(join(folder, 'ready.json'), '{}');
    expect(readReady(folder)).toBeUndefined();
  });
});

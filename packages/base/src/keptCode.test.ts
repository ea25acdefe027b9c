import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepCode, readKeptCode } from './keptCode.ts';

const code = Uint8Array.of(1, 2, 3);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-code-'));
  vi.stubEnv('EVENTIDE_CODE_CACHE', join(folder, 'code'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('generated code that is kept', () => {
  test('comes back as it was, and nothing else lies beside it', () => {
    expect(readKeptCode('a', (bytes) => bytes)).toBeUndefined();
    keepCode('a', () => code);
    expect(readKeptCode('a', (bytes) => bytes)).toEqual(code);
    expect(readdirSync(join(folder, 'code'))).toEqual(['a.bin']);
  });

  test('one that is cut off counts as not there', () => {
    keepCode('a', () => code);
    const file = join(folder, 'code', 'a.bin');
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      expect(readKeptCode('a', (bytes) => bytes)).toBeUndefined();
    }
  });

  test('what cannot be read counts as not there', () => {
    keepCode('a', () => code);
    expect(
      readKeptCode('a', () => {
        throw new Error('cut off');
      }),
    ).toBeUndefined();
  });

  test('no folder, or one that cannot be written: nothing is kept, and nothing fails', () => {
    writeFileSync(join(folder, 'file'), '');
    for (const named of [undefined, join(folder, 'file', 'below')]) {
      vi.stubEnv('EVENTIDE_CODE_CACHE', named);
      keepCode('a', () => code);
      expect(readKeptCode('a', (bytes) => bytes)).toBeUndefined();
    }
    expect(readFileSync(join(folder, 'file'))).toHaveLength(0);
  });

  test('so many files and no more', () => {
    for (let i = 0; i < 300; i++) keepCode(`n${i}`, () => code);
    expect(readdirSync(join(folder, 'code'))).toHaveLength(256);
  });
});

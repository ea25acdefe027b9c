import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorTexts } from './errorTexts.ts';

const packages = join(import.meta.dirname, '../..');

/** The codes of every exported union `…ErrorCode` or `FaultCode` of the workspace. */
function thrownCodes(): string[] {
  const files = readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/src\/.*\.ts$/.test(file) && !file.includes('node_modules') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(packages, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
  const unions = files.flatMap((text) =>
    [...text.matchAll(/export type (?:\w*ErrorCode|FaultCode) =([^;]*);/g)].map(([, body]) => body as string),
  );
  return [
    ...new Set(unions.flatMap((body) => body.match(/'[A-Z][A-Z0-9_]+'/g) ?? []).map((code) => code.slice(1, -1))),
  ].sort();
}

describe('13 §2.1 error codes', () => {
  const codes = thrownCodes();

  test('are found', () => expect(codes.length).toBeGreaterThan(80));

  test('each has a sentence and a next step', () => {
    expect(codes.filter((code) => errorTexts[code] === undefined)).toEqual([]);
    for (const [message, next] of Object.values(errorTexts)) {
      expect(message.length).toBeGreaterThan(5);
      expect(next.length).toBeGreaterThan(5);
    }
  });

  test('none is explained that nobody throws', () => {
    const own = ['CLI_UNEXPECTED'];
    expect(Object.keys(errorTexts).filter((code) => !codes.includes(code) && !own.includes(code))).toEqual([]);
  });
});

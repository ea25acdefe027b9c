import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Migration, planMigration, readNodeFormat, runMigration, writeNodeFormat } from './migrations.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function steps(ran: string[], failing?: number): Migration[] {
  return [1, 2, 3].map((from) => ({
    from,
    to: from + 1,
    name: `${from} to ${from + 1}`,
    spaceFactor: 1,
    async run() {
      if (from === failing) throw new Error('cut off');
      ran.push(`${from}`);
    },
  }));
}

describe('13 §8 migrations', () => {
  test.each([
    [4, 4, []],
    [3, 4, ['3 to 4']],
    [1, 4, ['1 to 2', '2 to 3', '3 to 4']],
    [0, 4, undefined],
    [5, 4, undefined],
  ])('from %i to %i', (found, reads, names) => {
    expect(planMigration(steps([]), found, reads).steps?.map(({ name }) => name)).toEqual(names);
  });

  test('one that is cut off goes on where it was', async () => {
    const ran: string[] = [];
    writeNodeFormat(folder, 1);
    const run = (failing?: number) =>
      runMigration(folder, planMigration(steps(ran, failing), readNodeFormat(folder), 4), (format) =>
        writeNodeFormat(folder, format),
      );
    await expect(run(2)).rejects.toThrow('cut off');
    expect(readNodeFormat(folder)).toBe(2);
    await run();
    expect([ran, readNodeFormat(folder)]).toEqual([['1', '2', '3'], 4]);
  });

  test.each(['', '{}', '{"format":"1"}', '{"format":-1}', '{"format":1.5}'])('%j tells no format', (text) => {
    writeFileSync(join(folder, 'format.json'), text);
    expect(() => readNodeFormat(folder)).toThrowCode('NODE_FORMAT');
  });
});

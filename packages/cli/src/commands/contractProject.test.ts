import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-contract-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) => runWords(['contract', ...words, '--json'], { folder });

describe('13 §7 the contract loop in a folder outside the repository', () => {
  test('new, build, test', async () => {
    const made = await run('new', 'demo');
    expect(made.exit).toBe(EXIT.done);
    expect(existsSync(join(folder, 'demo/assembly/contract.ts'))).toBe(true);

    const built = await run('build', 'demo');
    expect(built.exit).toBe(EXIT.done);
    const { files, report } = JSON.parse(built.out);
    expect(files.every((file: string) => existsSync(file))).toBe(true);
    expect(report.bytes).toBeLessThan(10_000);

    const again = JSON.parse((await run('build', 'demo', '--out', 'again')).out);
    expect(again.report.sha256).toBe(report.sha256);

    const tested = await run('test', 'demo', '--gas');
    const { passed, gas } = JSON.parse(tested.out);
    expect(passed).toBe(true);
    expect(gas.map(({ method, calls }: { method: string; calls: number }) => [method, calls])).toEqual([
      ['Demo.increment', 2],
      ['Demo.value', 1],
    ]);
    expect(tested.exit).toBe(EXIT.done);
  });

  test('a failing test is exit 3, an unbuildable contract and a missing folder are usage', async () => {
    await run('new', 'broken');
    writeFileSync(
      join(folder, 'broken/contract.test.ts'),
      "import { test } from 'node:test';\ntest('no', () => { throw new Error('no'); });\n",
    );
    expect((await run('test', 'broken')).exit).toBe(EXIT.checkedFalse);
    writeFileSync(join(folder, 'broken/assembly/contract.ts'), 'export class {');
    const unbuildable = await run('build', 'broken');
    expect(unbuildable.exit).toBe(EXIT.usage);
    expect(JSON.parse(unbuildable.err).error.code).toMatch(/^CONTRACT_/);
    expect((await run('build', 'nowhere')).exit).toBe(EXIT.usage);
    expect((await run('new', 'demo')).exit).toBe(EXIT.usage);
    expect((await run('new', 'other', '--template', 'nothing')).exit).toBe(EXIT.usage);
  });
});

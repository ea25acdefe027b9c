import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runCli } from '../run.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

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

  test('gas: kept, compared, refused where a method grew', async () => {
    const kept = JSON.parse((await run('gas', 'demo', '--save')).out);
    expect(kept).toMatchObject({ passed: true, changes: [], grown: [] });
    expect(kept.methods.map(({ method }: { method: string }) => method)).toEqual(['Demo.increment', 'Demo.value']);
    expect(validate('contract gas', kept)).toBe('');
    expect(JSON.parse((await run('gas', 'demo', '--diff')).out)).toMatchObject({ changes: [], grown: [] });
    const file = join(folder, 'demo/.gas-snapshot.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"mean": "\d+"/, '"mean": "10"'));
    const grown = await run('gas', 'demo', '--diff');
    expect(grown.exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(grown.out).grown).toEqual(['Demo.increment']);
    writeFileSync(file, '{');
    expect((await run('gas', 'demo', '--diff')).exit).toBe(EXIT.usage);
    rmSync(file);
    expect((await run('gas', 'demo', '--diff')).exit).toBe(EXIT.notFound);
  });

  test.each(['fund', 'token'])('the template %s passes its own tests', async (template) => {
    await run('new', template, '--template', template);
    expect(JSON.parse((await run('test', template)).out)).toMatchObject({ passed: true });
  });

  test('build --watch tells of every build until it is interrupted, and of sources that do not build', async () => {
    await run('new', 'watched');
    const stop = new AbortController();
    const entry = join(folder, 'watched/assembly/contract.ts');
    const good = readFileSync(entry, 'utf8');
    const seen: string[] = [];
    const exit = await runCli(['contract', 'build', 'watched', '--watch'], {
      out: (text) => {
        seen.push(text.split(':')[0] as string);
        if (seen.length === 1) writeFileSync(entry, 'class {');
        else stop.abort();
      },
      err: (text) => {
        seen.push(text.split(' ')[0] as string);
        writeFileSync(entry, good);
      },
      readStdin: async () => new Uint8Array(),
      env: {},
      folder,
      isTerminal: false,
      signal: stop.signal,
    });
    expect(seen).toEqual(['Watched', 'CONTRACT_SOURCE', 'Watched']);
    expect(exit).toBe(EXIT.done);
    expect(existsSync(join(folder, 'watched/build/Watched.driver.wasm'))).toBe(true);
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

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

  test('the template token passes its own tests', async () => {
    await run('new', 'token', '--template', 'token');
    expect(JSON.parse((await run('test', 'token')).out)).toMatchObject({ passed: true });
  });

  test('so does fund; --trace tells the frames of its calls, with values and the line where one gave up', async () => {
    await run('new', 'fund', '--template', 'fund');
    const found = JSON.parse((await run('test', 'fund', '--trace')).out);
    expect(validate('contract test', found)).toBe('');
    expect(found.passed).toBe(true);
    const name = 'fund pays for nobody but its owner, and not more than it holds';
    expect(found.traces[1]).toMatchObject({ test: name, calls: [{ name: 'Fund', function: 'balance', result: '0' }] });
    const pay = found.traces[2].calls[0];
    expect(pay).toMatchObject({ function: 'pay', argument: { value: '1' }, result: null });
    expect(pay.failure).toMatchObject({
      kind: 'panic',
      message: 'FUND_OWNER: the owner must sign',
      at: expect.stringMatching(/:\d+:\d+$/),
    });
    const { out } = await runWords(['contract', 'test', 'fund', '--trace'], { folder });
    expect(out).toMatch(new RegExp(`^${name}\n {2}Fund\\.init \\S+ +[\\d ]+\n {2}Fund\\.balance → 0 +[\\d ]+\n`));
    expect(out).toMatch(/└ panic {2}"FUND_OWNER: the owner must sign" +\S*contract\.ts:\d+:\d+\n/);
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

import { describe, expect, test } from 'vitest';
import { EXIT } from './exit.ts';
import { commands } from './registry.ts';
import { type CliRun, runWords } from './runner.fixture.ts';
import { isNetworked, validate, workspace } from './schema.fixture.ts';

function run(line: string): Promise<CliRun> {
  return runWords(
    line.split(' ').filter((word) => word !== ''),
    { folder: workspace },
  );
}

/** These write files or need files that cannot be shipped: tests of their own run them. */
const writing = [
  'contract new',
  'contract build',
  'contract test',
  'contract gas',
  'genesis root',
  'genesis init',
  'genesis verify',
  'state root',
  'state page',
  'state proof',
  'state diff',
  'node migrate',
  'devnet migrate',
  'keys consensus new',
  'keys consensus export',
  'keys consensus import',
  'keys consensus migrate',
  'keys check',
  'keys crs check',
  'keys crs fetch',
  'contract size',
  'bench run',
  'bench compare',
  'network add',
  'network remove',
  'network use',
  'wallet book add',
  'wallet book remove',
];

describe('13 §2.1 every command', () => {
  const names = (command: { readonly path: readonly string[] }): string => command.path.join(' ');
  const reading = commands.filter((command) => !writing.includes(names(command)) && !isNetworked(names(command)));

  test.each(reading.map((command) => [command.path.join(' '), command] as const))(
    '%s: its example runs, as text and as JSON',
    async (name, command) => {
      const line = command.example.replace(/^eventide /, '');
      const human = await run(line);
      // On a slow machine it tells how far it is.
      expect(human.err.replace(/^proving .*\n/gm, '')).toBe('');
      expect([EXIT.done, EXIT.machine, EXIT.checkedFalse]).toContain(human.exit);
      expect(human.out.length).toBeGreaterThan(0);
      const machine = await run(`${line} --json`);
      expect(validate(name, JSON.parse(machine.out))).toBe('');
    },
  );

  test.each(commands.map((command) => command.path.join(' ')))('%s: help names an example', async (name) => {
    const { exit, out } = await run(`${name} --help`);
    expect(exit).toBe(EXIT.done);
    expect(out).toContain('Example:');
  });
});

describe('13 §2.1 wrong usage', () => {
  test.each([
    'doktor',
    'keys',
    'keys deriv',
    'completion',
    'completion tcsh',
    'doctor --nope',
    'genesis root mainnet --transfer x',
    '',
  ])('%j exits 2 with a next step', async (line) => {
    const { exit, out, err } = await run(line);
    expect(exit).toBe(EXIT.usage);
    expect(out).toBe('');
    expect(err).toMatch(/^error CLI_USAGE {2}.+\n(.*\n)*next {2}.+\n$/);
  });

  test('a typo suggests the nearest verb', async () => {
    expect((await run('doktor')).err).toContain('Did you mean doctor?');
  });

  test('with --json the error is one object', async () => {
    const { err } = await run('doktor --json');
    expect(validate('error', JSON.parse(err))).toBe('');
  });

  test('--version and the verb agree', async () => {
    const { out } = await run('version --json');
    expect((await run('--version --json')).out).toBe(out);
    const { circuits } = JSON.parse(out);
    const names = ['aegis', 'sound-1'].flatMap((set) => [1, 2, 3, 4].map((inputs) => `${set}/phoenix/${inputs}`));
    expect(Object.keys(circuits)).toEqual(names);
    expect(new Set(Object.values(circuits))).toHaveLength(8);
  });

  test('an error code is explained', async () => {
    const { exit, out } = await run('help FAULT_DISK');
    expect(exit).toBe(EXIT.done);
    expect(out).toContain('next  ');
  });
});

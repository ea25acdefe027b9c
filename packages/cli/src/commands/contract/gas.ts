import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createGasFolder, formatGas, type MethodGas, testContract } from '@eventide/contract-sdk';
import type { Input, Io, Outcome } from '../../command.ts';
import { readIfThere, writeWhole } from '../../config/files.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { parseCount } from '../../input/bytes.ts';

/** What a project keeps of its gas, to be committed with its sources. Spec: 13 §7 */
const SNAPSHOT = '.gas-snapshot.json';
const TOLERANCE_PERCENT = '2';

type Line = {
  readonly method: string;
  readonly calls: number;
  readonly least: string;
  readonly mean: string;
  readonly most: string;
};
type Change = { readonly method: string; readonly before: string | null; readonly now: string | null };

/**
 * Gas of every method that the tests of a project call. `--save` keeps it in `.gas-snapshot.json`; `--diff` compares with that and exits
 * 3 if a method's mean grew beyond the tolerance. Spec: 13 §7
 */
export async function contractGas(io: Io, input: Input): Promise<Outcome> {
  const folder = resolve(io.folder, input.args[0] ?? '.');
  if (!existsSync(folder)) throw new CliError('CLI_FILE', { file: folder, reason: 'ENOENT' });
  const tolerance = parseCount(String(input.options.tolerance ?? TOLERANCE_PERCENT), '--tolerance', 0, 1_000);
  const before = input.options.diff === true ? readSnapshot(join(folder, SNAPSHOT)) : undefined;
  const gasFolder = createGasFolder();
  try {
    const status = await testContract(folder, { watch: false, signal: io.signal, gasFolder: gasFolder.path });
    if (status !== 0)
      return {
        json: { folder, passed: false, methods: [], changes: [], grown: [] },
        human: 'the tests fail',
        exit: EXIT.checkedFalse,
      };
    const gas = gasFolder.read();
    const methods = gas.map(plain);
    if (input.options.save === true)
      writeWhole(join(folder, SNAPSHOT), `${JSON.stringify({ v: 1, methods }, undefined, 1)}\n`);
    const changes = before === undefined ? [] : changesOf(before, methods);
    const grown = changes.filter((change) => hasGrown(change, BigInt(tolerance)));
    return {
      json: { folder, passed: true, methods, changes, grown: grown.map(({ method }) => method) },
      human: [
        formatGas(gas),
        ...changes.map(changeLine),
        ...grown.map(({ method }) => `${method} grew beyond ${tolerance} %`),
      ].join('\n'),
      exit: grown.length === 0 ? EXIT.done : EXIT.checkedFalse,
    };
  } finally {
    gasFolder.remove();
  }
}

function plain({ method, calls, least, mean, most }: MethodGas): Line {
  return { method, calls, least: `${least}`, mean: `${mean}`, most: `${most}` };
}

/** @throws CliError CLI_NOT_FOUND, CLI_BAD_INPUT */
function readSnapshot(file: string): readonly Line[] {
  const text = readIfThere(file);
  if (text === undefined) throw new CliError('CLI_NOT_FOUND', { file, expected: 'eventide contract gas --save' });
  try {
    const { methods } = JSON.parse(text) as { readonly methods: readonly Line[] };
    if (methods.every(({ method, mean }) => typeof method === 'string' && /^\d+$/.test(mean))) return methods;
  } catch {}
  throw new CliError('CLI_BAD_INPUT', { what: file, expected: 'a snapshot as it was written' });
}

/** Methods whose mean is another, came or went. */
function changesOf(before: readonly Line[], now: readonly Line[]): readonly Change[] {
  const means = (lines: readonly Line[]) => new Map(lines.map(({ method, mean }) => [method, mean]));
  const [old, fresh] = [means(before), means(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .map((method) => ({ method, before: old.get(method) ?? null, now: fresh.get(method) ?? null }))
    .filter((change) => change.before !== change.now);
}

function hasGrown({ before, now }: Change, percent: bigint): boolean {
  return before !== null && now !== null && BigInt(now) * 100n > BigInt(before) * (100n + percent);
}

function changeLine({ method, before, now }: Change): string {
  return `${method}  ${before ?? 'not there'} → ${now ?? 'gone'}`;
}

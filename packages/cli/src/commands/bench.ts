import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readText } from '../input/bytes.ts';
import { formatFields, formatJson, formatTable } from '../output.ts';

/** Slower by more than this is told as such; medians of one machine spread less. */
const NOTABLE = 1.1;

type Area = {
  readonly area: string;
  readonly results: readonly { readonly name: string; readonly perOperationNs: number }[];
};
type Report = { readonly v: 1; readonly machine: object; readonly areas: readonly Area[] };

/** Benches of this clone, by package. Spec: 13 §2.2 */
export function benchList(_io: Io, _input: Input): Outcome {
  const root = cloneFolder();
  const benches = ['packages', 'contracts']
    .flatMap((top) => filesBelow(join(root, top)))
    .map((file) => relative(root, file))
    .map((file) => ({ area: areaOf(file), file }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  return { json: { benches }, human: formatTable(benches.map(({ area, file }) => [area, file])) };
}

/** Runs benches below an area; `--out` keeps the report for `bench compare`. */
export async function benchRun(io: Io, input: Input): Promise<Outcome> {
  const root = cloneFolder();
  const [area] = input.args;
  if (area !== undefined && !/^[\w./-]{1,100}$/.test(area))
    throw new CliError('CLI_BAD_INPUT', { what: 'area', text: area, expected: 'one of eventide bench list' });
  const words = [join(root, 'scripts', 'bench.mjs'), ...(area === undefined ? [] : [area]), '--json'];
  const { status, out, err } = await collect(io, root, words);
  if (io.signal.aborted) throw new CliError('CLI_INTERRUPTED');
  if (status === EXIT.notFound) throw new CliError('CLI_NOT_FOUND', { bench: area });
  if (status !== 0) throw new CliError('CLI_CHILD', { bench: area, exit: status, said: err.slice(-500) });
  const report = parseReport(out, 'the bench');
  const file = typeof input.options.out === 'string' ? resolve(io.folder, input.options.out) : undefined;
  if (file !== undefined) writeWhole(file, `${formatJson(report)}\n`);
  const rows = lines(report).map(({ area: of, name, ns }) => [of, name, `${(ns / 1e6).toFixed(3)} ms`]);
  return { json: { ...report, ...(file === undefined ? {} : { file }) }, human: formatTable(rows) };
}

/** Medians of two reports beside each other. */
export async function benchCompare(io: Io, input: Input): Promise<Outcome> {
  const [before, after] = await Promise.all(
    input.args.map(async (name) => lines(parseReport(await readText(io, name), name))),
  );
  const keyed = (list: ReturnType<typeof lines> = []) => new Map(list.map((it) => [`${it.area}: ${it.name}`, it]));
  const [old, fresh] = [keyed(before), keyed(after)];
  const compared = [...old].flatMap(([key, { area, name, ns }]) => {
    const now = fresh.get(key)?.ns;
    return now === undefined ? [] : [{ area, name, before: ns, after: now, ratio: ns === 0 ? 1 : now / ns }];
  });
  const report = {
    lines: compared,
    onlyBefore: [...old.keys()].filter((key) => !fresh.has(key)),
    onlyAfter: [...fresh.keys()].filter((key) => !old.has(key)),
    slower: compared.filter(({ ratio }) => ratio > NOTABLE).length,
  };
  const rows = compared.map((it) => [it.area, it.name, `${it.ratio.toFixed(2)} x`, it.ratio > NOTABLE ? 'slower' : '']);
  const summary = formatFields({
    compared: compared.length,
    slower: report.slower,
    'only before': report.onlyBefore.join(', ') || undefined,
    'only after': report.onlyAfter.join(', ') || undefined,
  });
  return { json: report, human: `${formatTable(rows)}\n\n${summary}` };
}

/** The clone this program runs from. @throws CliError CLI_NOT_FOUND in an installed package */
function cloneFolder(): string {
  for (let at = import.meta.dirname; dirname(at) !== at; at = dirname(at)) {
    if (existsSync(join(at, 'scripts', 'bench.mjs'))) return at;
  }
  throw new CliError('CLI_NOT_FOUND', { benches: 'they are part of a clone of the repository' });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesBelow(path);
    return entry.name.endsWith('.bench.ts') ? [path] : [];
  });
}

function areaOf(file: string): string {
  const [top = '', name = ''] = file.split(/[\\/]/);
  return top === 'packages' ? name : top;
}

function lines({ areas }: Report): { area: string; name: string; ns: number }[] {
  return areas.flatMap(({ area, results }) => results.map((it) => ({ area, name: it.name, ns: it.perOperationNs })));
}

function parseReport(text: string, what: string): Report {
  try {
    const report = JSON.parse(text) as Report;
    const isLine = (it: { name: unknown; perOperationNs: unknown }) =>
      typeof it.name === 'string' && typeof it.perOperationNs === 'number';
    if (report.v === 1 && report.areas.every(({ area, results }) => typeof area === 'string' && results.every(isLine)))
      return report;
  } catch {}
  throw new CliError('CLI_BAD_INPUT', { what, expected: 'a report of eventide bench run --out' });
}

/** Longest output kept. */
const MAX_OUTPUT = 16 * 1024 * 1024;

function collect(io: Io, cwd: string, words: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const ended = Promise.withResolvers<{ status: number; out: string; err: string }>();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
    cwd,
    signal: io.signal,
  });
  const [out, err]: string[][] = [[], []];
  let size = 0;
  const keep = (list: string[] | undefined) => (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_OUTPUT) child.kill();
    else list?.push(chunk.toString());
  };
  child.stdout.on('data', keep(out));
  child.stderr.on('data', keep(err));
  child.on('error', () => undefined);
  child.on('close', (status) =>
    ended.resolve({ status: status ?? 1, out: out?.join('') ?? '', err: err?.join('') ?? '' }),
  );
  return ended.promise;
}

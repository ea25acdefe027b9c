import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gas of one method over all tests. */
export type MethodGas = {
  readonly method: string;
  readonly calls: number;
  readonly least: bigint;
  readonly mean: bigint;
  readonly most: bigint;
};

/** One line of what a test process leaves. */
export type GasRecord = {
  readonly method: string;
  readonly calls: number;
  readonly least: string;
  readonly most: string;
  readonly total: string;
};

/** A folder into which test processes write their gas, and what they wrote. */
export type GasFolder = { readonly path: string; read(): readonly MethodGas[]; remove(): void };

export function createGasFolder(): GasFolder {
  const path = mkdtempSync(join(tmpdir(), 'eventide-gas-'));
  return {
    path,
    read: () => mergeGas(readRecords(path)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function readRecords(folder: string): GasRecord[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as GasRecord),
  );
}

/** Calls of the same method together, by name. */
export function mergeGas(records: readonly GasRecord[]): readonly MethodGas[] {
  const sums = new Map<string, { calls: number; least: bigint; most: bigint; total: bigint }>();
  for (const { method, calls, least, most, total } of records) {
    const sum = sums.get(method) ?? { calls: 0, least: BigInt(least), most: 0n, total: 0n };
    sum.calls += calls;
    if (BigInt(least) < sum.least) sum.least = BigInt(least);
    if (BigInt(most) > sum.most) sum.most = BigInt(most);
    sum.total += BigInt(total);
    sums.set(method, sum);
  }
  return [...sums]
    .map(([method, { calls, least, most, total }]) => ({ method, calls, least, mean: total / BigInt(calls), most }))
    .sort((a, b) => (a.method < b.method ? -1 : 1));
}

/** Columns method, calls, least, mean and most gas of a call. */
export function formatGas(lines: readonly MethodGas[]): string {
  const rows = [
    ['method', 'calls', 'least', 'mean', 'most'],
    ...lines.map(({ method, calls, least, mean, most }) => [method, ...[calls, least, mean, most].map(String)]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}

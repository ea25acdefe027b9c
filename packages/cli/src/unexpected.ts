import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from './command.ts';
import { packageVersion } from './commands/version.ts';
import { homeFolder } from './config/files.ts';
import { formatJson } from './output.ts';
import { commands } from './registry.ts';

/** An error that nobody foresaw, as it is told. */
export type Unexpected = { readonly message: string; readonly next: string };

/**
 * Writes what helps to find the cause into the data folder. The file holds no secrets by what it leaves out: of the command only the
 * verb, of the error its class and places, no message, no values, no environment. Spec: 13 §1.3, §2.1
 */
export function reportUnexpected(io: Io, error: unknown, words: readonly string[]): Unexpected {
  const message = `Unexpected: ${error instanceof Error ? error.message : String(error)}`;
  const folder = join(homeFolder(io), 'reports');
  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  const report = {
    version: packageVersion(),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    verb: verbOf(words),
    error: error instanceof Error ? error.name : typeof error,
    places: placesOf(error),
  };
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${formatJson(report)}\n`, { mode: 0o600 });
    return { message, next: `report it with ${file}` };
  } catch {
    return {
      message,
      next: `report it with the verb you typed${report.places.slice(0, 1).map((at) => `, and ${at}`)}`,
    };
  }
}

/** The longest verb that the words begin with. */
function verbOf(words: readonly string[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path.every((word, i) => words[i] === word));
  return paths.sort((a, b) => b.length - a.length)[0]?.join(' ') ?? '';
}

const MOST_PLACES = 30;

function placesOf(error: unknown): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .+:\d+:\d+\)?$/.test(line))
    .slice(0, MOST_PLACES);
}

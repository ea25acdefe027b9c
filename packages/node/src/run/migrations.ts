import { readFileSync, renameSync, statfsSync, writeFileSync } from 'node:fs';
import { NodeError } from '../errors.ts';

/** One change of a folder's layout, from a format to the next one. Running it again after it was cut off must do no harm. */
export type Migration = {
  readonly from: number;
  readonly to: number;
  /** What it does, for people. */
  readonly name: string;
  /** How often the folder's own size it takes meanwhile. */
  readonly spaceFactor: number;
  run(folder: string): Promise<void>;
};

/** What it takes to bring a folder to the format that is read. */
export type MigrationPlan = {
  readonly found: number;
  readonly reads: number;
  /** In order; empty where there is nothing to migrate, undefined where no way leads there. */
  readonly steps: readonly Migration[] | undefined;
};

/** Layout of a node's folder; raised when older code could not read it. */
export const NODE_FORMAT = 1;
/** From older layouts of a node's folder: format 1 was the first. */
export const NODE_MIGRATIONS: readonly Migration[] = [];

/** The way from one format to another. Newer formats than the one that is read have none: nothing is ever converted back. */
export function planMigration(migrations: readonly Migration[], found: number, reads: number): MigrationPlan {
  const steps: Migration[] = [];
  let at = found;
  while (at < reads) {
    const next = migrations.find(({ from }) => from === at);
    if (next === undefined || next.to <= at) break;
    steps.push(next);
    at = next.to;
  }
  return { found, reads, steps: at === reads ? steps : undefined };
}

/**
 * Runs the steps of a plan; after each one `mark` writes the format that was reached, so that a run that is cut off goes on from there.
 * @throws what a step throws
 */
export async function runMigration(
  folder: string,
  { steps = [] }: MigrationPlan,
  mark: (format: number) => void,
): Promise<void> {
  for (const step of steps) {
    await step.run(folder);
    mark(step.to);
  }
}

/** Free space where a folder is, in bytes. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Format of a node's folder. @throws NodeError NODE_FORMAT if the folder does not say */
export function readNodeFormat(folder: string): number {
  const file = `${folder}/format.json`;
  let found: unknown;
  try {
    found = (JSON.parse(readFileSync(file, 'utf8')) as { readonly format?: unknown }).format;
  } catch (cause) {
    throw new NodeError('NODE_FORMAT', { path: file, found: 'unreadable', reads: NODE_FORMAT }, { cause });
  }
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
    throw new NodeError('NODE_FORMAT', { path: file, found: String(found), reads: NODE_FORMAT });
  return found;
}

/** @throws an error of the file system */
export function writeNodeFormat(folder: string, format: number): void {
  const file = `${folder}/format.json`;
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ format })}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

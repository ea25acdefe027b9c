import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Migration, type MigrationPlan, planMigration, runMigration } from '@eventide/node/run/migrations';
import { DevnetError } from '../errors.ts';

/** Version of what a network's folder holds; another one is never converted silently. Spec: 13 §1.2 */
export const FOLDER_FORMAT = 1;

const MARKER = 'eventide-local-network.json';

/** What the marker of a network's folder says. */
export type FolderMarker = {
  readonly format: number;
  /** Options that the genesis depends on; a restart takes them from here. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
};

/** From older formats of a network's folder: format 1 was the first. */
export const FOLDER_MIGRATIONS: readonly Migration[] = [];

/** The folder of a network: `<home>/<name>`. @throws DevnetError DEVNET_BAD_OPTION for names that are no plain word */
export function networkFolder(home: string, name: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/i.test(name)) throw new DevnetError('DEVNET_BAD_OPTION', { option: 'name', name });
  return join(home, name);
}

/**
 * The marker of a folder; undefined if nothing is there.
 * @throws DevnetError DEVNET_FOREIGN_FOLDER if something else is there, DEVNET_FORMAT for another version
 */
export function readMarker(folder: string): FolderMarker | undefined {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return undefined;
  const marker = parseMarker(join(folder, MARKER));
  if (marker === undefined) throw new DevnetError('DEVNET_FOREIGN_FOLDER', { folder });
  if (marker.format !== FOLDER_FORMAT)
    throw new DevnetError('DEVNET_FORMAT', { folder, found: marker.format, reads: FOLDER_FORMAT });
  return marker;
}

/**
 * What it takes to bring a folder to the format that is read; undefined if nothing is there.
 * @throws DevnetError DEVNET_FOREIGN_FOLDER
 * Spec: 13 §1.2
 */
export function folderMigration(
  folder: string,
  migrations: readonly Migration[] = FOLDER_MIGRATIONS,
  reads: number = FOLDER_FORMAT,
): MigrationPlan | undefined {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return undefined;
  const marker = parseMarker(join(folder, MARKER));
  if (marker === undefined) throw new DevnetError('DEVNET_FOREIGN_FOLDER', { folder });
  return planMigration(migrations, marker.format, reads);
}

/**
 * Brings a folder to the format that is read; only who is told to does so. One that is cut off goes on where it was.
 * @throws DevnetError DEVNET_FORMAT where no way leads there
 * Spec: 13 §1.2
 */
export async function migrateFolder(folder: string, plan: MigrationPlan): Promise<void> {
  const { found, reads, steps } = plan;
  if (steps === undefined) throw new DevnetError('DEVNET_FORMAT', { folder, found, reads, migration: 'none' });
  await runMigration(folder, plan, (format) => {
    const options = parseMarker(join(folder, MARKER))?.options ?? {};
    const made = join(folder, `${MARKER}.${process.pid}`);
    writeFileSync(made, `${JSON.stringify({ format, options })}\n`);
    renameSync(made, join(folder, MARKER));
  });
}

/** Makes the folder with its marker. @throws DevnetError DEVNET_NOT_WRITABLE */
export function createFolder(folder: string, options: FolderMarker['options']): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    writeFileSync(join(folder, MARKER), `${JSON.stringify({ format: FOLDER_FORMAT, options })}\n`);
  } catch (cause) {
    throw new DevnetError('DEVNET_NOT_WRITABLE', { folder, reason: reasonOf(cause) }, { cause });
  }
}

/** Removes the folder, but only one that holds our marker, of any version. @throws DevnetError DEVNET_FOREIGN_FOLDER, DEVNET_NOT_WRITABLE */
export function removeFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  if (parseMarker(join(folder, MARKER)) === undefined) throw new DevnetError('DEVNET_FOREIGN_FOLDER', { folder });
  try {
    rmSync(folder, { recursive: true });
  } catch (cause) {
    throw new DevnetError('DEVNET_NOT_WRITABLE', { folder, reason: reasonOf(cause) }, { cause });
  }
}

/** Bytes of all files below. */
export function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file), { throwIfNoEntry: false }))
    .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
}

function parseMarker(file: string): FolderMarker | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { format, options } = value as FolderMarker;
    return typeof format === 'number' && typeof options === 'object' ? { format, options } : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { parse, stringify, TomlError } from 'smol-toml';
import type { GlobalFlags, Io } from '../command.ts';
import { CliError } from '../errors.ts';

/** Settings of a file: plain values, and tables of plain values. */
export type SettingsFile = Readonly<Record<string, unknown>>;

/** The user's settings: `--config`, else `$XDG_CONFIG_HOME/eventide/config.toml`. Spec: 13 §2.1 */
export function userConfigFile(io: Io, flags: Pick<GlobalFlags, 'config'>): string {
  const { config } = flags;
  if (config !== undefined) return isAbsolute(config) ? config : join(io.folder, config);
  return join(configFolder(io), 'config.toml');
}

/** Where settings and the address book of this user are. */
export function configFolder(io: Io): string {
  return join(io.env.XDG_CONFIG_HOME ?? join(io.env.HOME ?? io.folder, '.config'), 'eventide');
}

/** Where networks, nodes and wallets of this folder keep their data. Spec: 13 §2.1 */
export function homeFolder(io: Io): string {
  const moved = io.env.EVENTIDE_HOME;
  if (moved === undefined || moved === '') return join(io.folder, '.eventide');
  return isAbsolute(moved) ? moved : join(io.folder, moved);
}

/** Settings of a file; none if it is not there. @throws CliError CLI_FILE, CLI_BAD_INPUT */
export function readSettings(file: string): SettingsFile {
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new CliError('CLI_BAD_INPUT', { what: file, line: error.line, expected: 'TOML' });
  }
}

/** Replaces the file at once. @throws CliError CLI_FILE */
export function writeSettings(file: string, settings: SettingsFile): void {
  writeWhole(file, stringify(settings));
}

/** Replaces a file at once, private to its owner. @throws CliError CLI_FILE */
export function writeWhole(file: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, content, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    throw new CliError('CLI_FILE', { file, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

/** Text of a file; undefined if there is none. @throws CliError CLI_FILE */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CliError('CLI_FILE', { file, reason: code ?? 'unknown' });
  }
}

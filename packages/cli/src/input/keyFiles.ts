import { existsSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Io } from '../command.ts';
import { CliError } from '../errors.ts';

/** Variables that hold the password of a provisioner's key file, as the reference names it. Spec: 08 §7 */
export const KEY_PASSWORDS: readonly string[] = ['DUSK_CONSENSUS_KEYS_PASS', 'EVENTIDE_PASSWORD'];

const OTHERS = 0o077;

export function absolute(io: Pick<Io, 'folder'>, file: string): string {
  return isAbsolute(file) ? file : join(io.folder, file);
}

/** Permissions of a file as `chmod` writes them; null where the system has none. */
export function modeOf(file: string): string | null {
  if (process.platform === 'win32') return null;
  return (statSync(file).mode & 0o777).toString(8).padStart(4, '0');
}

export function isPrivate(mode: string): boolean {
  return (Number.parseInt(mode, 8) & OTHERS) === 0;
}

/** One line on standard error where others may read a file of keys. */
export function warnOfMode(io: Io, file: string): void {
  const mode = modeOf(file);
  if (mode !== null && !isPrivate(mode)) io.err(`warn  others may read ${file} (${mode}): chmod 600 ${file}\n`);
}

/** Names that must be free. @throws CliError CLI_EXISTS */
export function mustBeFree(...files: readonly string[]): void {
  for (const file of files) if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
}

/** A file that was not there, private to its owner and on disk before this returns. @throws CliError CLI_EXISTS, CLI_FILE */
export function writeSecret(file: string, content: Uint8Array): void {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliError('CLI_EXISTS', { file });
    throw new CliError('CLI_FILE', { file, reason: code ?? 'unknown' });
  }
}

import { closeSync, readFileSync } from 'node:fs';
import type { Input, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { parseCount, readText } from './bytes.ts';

/** Words from `--mnemonic-file` or `--mnemonic-fd`; undefined if neither is given. Never an argument. @throws CliError CLI_FILE. Spec: 13 §2.1 */
export async function readMnemonic(io: Io, { options }: Pick<Input, 'options'>): Promise<string | undefined> {
  const { mnemonicFile, mnemonicFd } = options;
  if (typeof mnemonicFile === 'string') return readText(io, mnemonicFile);
  if (typeof mnemonicFd === 'string') return readDescriptor(mnemonicFd);
  return undefined;
}

function readDescriptor(text: string): string {
  const descriptor = parseCount(text, '--mnemonic-fd', 0, 1_023);
  try {
    const words = readFileSync(descriptor, 'utf8');
    closeSync(descriptor);
    return words.trim();
  } catch (error) {
    throw new CliError('CLI_FILE', { descriptor, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { blsPublicKey, formatAccount } from '@eventide/crypto/bls/keys';
import { deriveBlsSecretKey } from '@eventide/crypto/keys/derive';
import { encodePublicKeyFile, openKeyFile, sealKeyFile } from '@eventide/crypto/keys/keyFile';
import { createMnemonic, mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { systemRandom } from '@eventide/crypto/random';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { parseCount, readInput } from '../input/bytes.ts';
import { readMnemonic } from '../input/mnemonic.ts';
import { readPassword } from '../input/password.ts';
import { formatFields } from '../output.ts';

/** Variables that hold the password of a provisioner's key file, as the reference names it. Spec: 08 §7 */
const KEY_PASSWORDS = ['DUSK_CONSENSUS_KEYS_PASS', 'EVENTIDE_PASSWORD'];

/** Fresh words; the only place they are ever printed. Spec: 01 §12.1 */
export function keysNew(_io: Io, input: Input): Outcome {
  const words = parseCount(String(input.options.words ?? '12'), '--words', 12, 24);
  if (words !== 12 && words !== 24) throw new CliError('CLI_BAD_INPUT', { what: '--words', expected: '12 or 24' });
  const mnemonic = createMnemonic(systemRandom, words);
  return { json: { mnemonic, words }, human: mnemonic };
}

/** A provisioner's key file and the `.cpk` beside it, from words or drawn. Spec: 01 §11.3 */
export async function keysConsensus(io: Io, input: Input): Promise<Outcome> {
  const file = absolute(io, input.args[0] as string);
  if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
  const index = parseCount(String(input.options.index ?? '0'), '--index', 0, 255);
  const words = (await readMnemonic(io, input)) ?? createMnemonic(systemRandom, 24);
  const secretKey = deriveBlsSecretKey(mnemonicSeed(words), index);
  const password = await readPassword(io, input, { what: file, variables: KEY_PASSWORDS, fresh: true });
  const publicKey = blsPublicKey(secretKey);
  writeWhole(file, sealKeyFile(secretKey, password, systemRandom));
  const publicFile = `${file.replace(/\.keys$/, '')}.cpk`;
  writeWhole(publicFile, encodePublicKeyFile(publicKey));
  const report = { file, publicFile, account: formatAccount(publicKey) };
  return { json: report, human: formatFields({ file, 'public file': publicFile, account: report.account }) };
}

/** Opens a provisioner's key file; exit 7 with another password. Spec: 01 §11.3 */
export async function keysCheck(io: Io, input: Input): Promise<Outcome> {
  const name = input.args[0] as string;
  const file = await readInput(io, name);
  const password = await readPassword(io, input, { what: name, variables: KEY_PASSWORDS });
  const { publicKey, form } = openKeyFile(file, password);
  const report = { file: name, form, account: formatAccount(publicKey) };
  return { json: report, human: formatFields(report) };
}

function absolute(io: Io, file: string): string {
  return isAbsolute(file) ? file : join(io.folder, file);
}

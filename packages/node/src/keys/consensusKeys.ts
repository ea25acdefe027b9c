import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { isEventideError, type Log } from '@eventide/base';
import type { BlsSecretKey } from '@eventide/crypto/bls/keys';
import { openKeyFile, sealKeyFile } from '@eventide/crypto/keys/keyFile';
import { systemRandom } from '@eventide/crypto/random';
import { NodeError } from '../errors.ts';

/** Others than the owner may read. */
const OPEN_MODE = 0o077;

/**
 * The provisioner's key from its file; undefined if there is none. A file of the old form is written again in the new one and kept as
 * `.old`.
 * @throws NodeError NODE_KEY_PASSWORD: a wrong one, or none; NODE_KEY_FILE: not a key file, unreadable
 * Spec: 13 §8, 06 §20
 */
export async function readConsensusKey(
  path: string,
  password: () => Promise<string | undefined>,
  log: Log,
): Promise<BlsSecretKey | undefined> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new NodeError('NODE_KEY_FILE', { path, reason: cause.code ?? 'unreadable' }, { cause });
  });
  if (bytes === undefined) return undefined;
  if (((await stat(path)).mode & OPEN_MODE) !== 0) log.warn('key file is readable by others: chmod 600', { path });
  const secret = await password();
  if (secret === undefined) throw new NodeError('NODE_KEY_PASSWORD', { path, reason: 'no password given' });
  try {
    const { secretKey, form } = openKeyFile(new Uint8Array(bytes), secret);
    if (form === 'old') await rewrite(path, secretKey, secret, log);
    return secretKey;
  } catch (error) {
    if (!isEventideError(error)) throw error;
    if (error.code === 'CRYPTO_DECRYPT')
      throw new NodeError('NODE_KEY_PASSWORD', { path, reason: 'wrong password or altered file' });
    throw new NodeError('NODE_KEY_FILE', { path, reason: 'not a key file' });
  }
}

async function rewrite(path: string, secretKey: BlsSecretKey, password: string, log: Log): Promise<void> {
  await writeFile(`${path}.new`, sealKeyFile(secretKey, password, systemRandom), { mode: 0o600 });
  await rename(path, `${path}.old`);
  await rename(`${path}.new`, path);
  await chmod(path, 0o600);
  log.info('key file rewritten in the new form', { path, kept: `${path}.old` });
}

/** Password by environment, by a file the environment names, or as a credential of the service manager. Spec: 13 §8 */
export async function keyPassword(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const { DUSK_CONSENSUS_KEYS_PASS: given, EVENTIDE_KEYS_PASSWORD_FILE: file, CREDENTIALS_DIRECTORY: folder } = env;
  if (given !== undefined) return given;
  if (file !== undefined) return readPassword(file);
  return folder === undefined ? undefined : readPassword(`${folder}/consensus-keys-password`).catch(() => undefined);
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new NodeError('NODE_KEY_FILE', { path, reason: 'password file unreadable' }, { cause });
  }
}

import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/**
 * Writes a file of the old form again in the new one, private to its owner; the old bytes stay beside it as `.old`. At every moment
 * a whole key file has the name.
 * @returns the name of what was kept
 * @throws NodeError NODE_KEY_FILE: another file has the name of what is kept, or the folder cannot be written
 * Spec: 01 §11.3
 */
export async function rewriteKeyFile(path: string, secretKey: BlsSecretKey, password: string): Promise<string> {
  const kept = `${path}.old`;
  const fresh = `${path}.${process.pid}.new`;
  try {
    const bytes = await readFile(path);
    const before = await readFile(kept).catch(() => undefined);
    if (before !== undefined && !before.equals(bytes))
      throw new NodeError('NODE_KEY_FILE', { path, reason: `${kept} is there` });
    if (before === undefined) await writeFile(kept, bytes, { mode: 0o600, flag: 'wx', flush: true });
    await chmod(kept, 0o600);
    await writeFile(fresh, sealKeyFile(secretKey, password, systemRandom), { mode: 0o600, flush: true });
    await rename(fresh, path);
    return kept;
  } catch (cause) {
    await rm(fresh, { force: true });
    if (cause instanceof NodeError) throw cause;
    throw new NodeError(
      'NODE_KEY_FILE',
      { path, reason: (cause as NodeJS.ErrnoException).code ?? 'unwritable' },
      { cause },
    );
  }
}

/** The key is known, so a node runs on where its file cannot be written again. */
async function rewrite(path: string, secretKey: BlsSecretKey, password: string, log: Log): Promise<void> {
  try {
    const kept = await rewriteKeyFile(path, secretKey, password);
    log.info('key file rewritten in the new form', { path, kept });
  } catch (error) {
    if (!isEventideError(error)) throw error;
    log.warn('key file stays in its old form', { ...error.toJSON().details });
  }
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

import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { concatBytes, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type BlsSecretKey, blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import { NodeError } from '../errors.ts';
import { type PidLock, takePidLock } from './pidLock.ts';

/** Where the nodes of one user on this machine see each other's keys. */
function keyFolder(): string {
  return join(tmpdir(), `eventide-keys-${userInfo().uid}`);
}

/**
 * Keeps a second node on this machine from signing with the same key on the same network, whatever folder it has: two votes of one key
 * are punished. Nodes on other machines are not seen. `commitment`: of the network, what its genesis commits to.
 * @throws NodeError NODE_KEY_IN_USE, NODE_NOT_WRITABLE
 * Spec: 13 §8
 */
export async function lockKey(
  key: BlsSecretKey,
  commitment: Uint8Array,
  folder: string = keyFolder(),
): Promise<PidLock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new NodeError('NODE_NOT_WRITABLE', { path: folder }, { cause });
  }
  const id = toHex(sha256(concatBytes(encode(blsPublicKeyCodec, blsPublicKey(key)), commitment))).slice(0, 32);
  const file = join(folder, `${id}.lock`);
  const lock = await takePidLock(file);
  if ('heldBy' in lock) throw new NodeError('NODE_KEY_IN_USE', { pid: lock.heldBy, lock: file });
  return lock;
}

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { NodeError } from '../errors.ts';
import { NODE_FORMAT, readNodeFormat, writeNodeFormat } from './migrations.ts';
import { type PidLock, takePidLock } from './pidLock.ts';

/**
 * Takes a folder for this process. A lock whose process is gone is taken over.
 * @throws NodeError NODE_FOLDER_BUSY, NODE_FORMAT, NODE_NOT_WRITABLE
 */
export async function lockFolder(path: string): Promise<PidLock> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new NodeError('NODE_NOT_WRITABLE', { path }, { cause });
  }
  checkFormat(path);
  const lock = await takePidLock(`${path}/node.lock`);
  if ('heldBy' in lock) throw new NodeError('NODE_FOLDER_BUSY', { path, pid: lock.heldBy });
  return lock;
}

function checkFormat(path: string): void {
  const file = `${path}/format.json`;
  if (!existsSync(file)) {
    try {
      writeNodeFormat(path, NODE_FORMAT);
    } catch (cause) {
      throw new NodeError('NODE_NOT_WRITABLE', { path: file }, { cause });
    }
    return;
  }
  const found = readNodeFormat(path);
  if (found !== NODE_FORMAT)
    throw new NodeError('NODE_FORMAT', { path: file, found: String(found), reads: NODE_FORMAT });
}

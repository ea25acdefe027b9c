import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { NodeError } from '../errors.ts';
import { type PidLock, takePidLock } from './pidLock.ts';

/** Layout of a node's folder; raised when older code could not read it. */
const FORMAT = 1;

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
  await checkFormat(`${path}/format.json`);
  const lock = await takePidLock(`${path}/node.lock`);
  if ('heldBy' in lock) throw new NodeError('NODE_FOLDER_BUSY', { path, pid: lock.heldBy });
  return lock;
}

async function checkFormat(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    await writeFile(file, `${JSON.stringify({ format: FORMAT })}\n`).catch((cause: unknown) => {
      throw new NodeError('NODE_NOT_WRITABLE', { path: file }, { cause });
    });
    return;
  }
  let format: unknown;
  try {
    format = (JSON.parse(text) as { format?: unknown }).format;
  } catch {
    format = 'unreadable';
  }
  if (format !== FORMAT) throw new NodeError('NODE_FORMAT', { path: file, found: String(format), reads: FORMAT });
}

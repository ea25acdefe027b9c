import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { NodeError } from '../errors.ts';

/** Layout of a node's folder; raised when older code could not read it. */
const FORMAT = 1;

export type FolderLock = { release(): Promise<void> };

/**
 * Takes a folder for this process. A lock whose process is gone is taken over.
 * @throws NodeError NODE_FOLDER_BUSY, NODE_FORMAT, NODE_NOT_WRITABLE
 */
export async function lockFolder(path: string): Promise<FolderLock> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new NodeError('NODE_NOT_WRITABLE', { path }, { cause });
  }
  await checkFormat(`${path}/format.json`);
  const file = `${path}/node.lock`;
  for (let attempt = 0; attempt < 2; attempt++) {
    if (await claim(file)) return { release: () => rm(file, { force: true }) };
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0 && pid !== process.pid && isAlive(pid)) throw new NodeError('NODE_FOLDER_BUSY', { path, pid });
    await rm(file, { force: true });
  }
  throw new NodeError('NODE_FOLDER_BUSY', { path });
}

async function claim(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o644);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new NodeError('NODE_NOT_WRITABLE', { path: file, reason: code }, { cause });
  }
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

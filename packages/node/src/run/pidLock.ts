import { open, readFile, rm } from 'node:fs/promises';
import { NodeError } from '../errors.ts';

export type PidLock = { release(): Promise<void> };

/**
 * A file that names the process which holds something; one whose process is gone is taken over.
 * @returns the other process, 0 if it is not known
 * @throws NodeError NODE_NOT_WRITABLE
 */
export async function takePidLock(file: string): Promise<PidLock | { readonly heldBy: number }> {
  for (let attempt = 0; attempt < 2; attempt++) {
    if (await claim(file)) return { release: () => rm(file, { force: true }) };
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0 && pid !== process.pid && isAlive(pid)) return { heldBy: pid };
    await rm(file, { force: true });
  }
  return { heldBy: 0 };
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

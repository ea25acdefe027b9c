import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NOTE = 'backup.json';

/**
 * Notes in a node's folder that it was copied, for the metric of the age. A folder that may only be read gets no note: the backup
 * itself is none the worse.
 */
export async function noteBackup(folder: string, createdAt: string): Promise<void> {
  const made = join(folder, `${NOTE}.${process.pid}`);
  try {
    await writeFile(made, `${JSON.stringify({ createdAt })}\n`);
    await rename(made, join(folder, NOTE));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error;
  }
}

/** Milliseconds since the newest backup of a node's folder; since the folder was made if there was none. Spec: 13 §8 */
export async function backupAgeMs(folder: string, nowMs: number): Promise<number> {
  const at = (await notedMs(folder)) ?? (await stat(folder)).birthtimeMs;
  return Math.max(0, nowMs - at);
}

async function notedMs(folder: string): Promise<number | undefined> {
  try {
    const at = Date.parse((JSON.parse(await readFile(join(folder, NOTE), 'utf8')) as { createdAt: string }).createdAt);
    return Number.isNaN(at) ? undefined : at;
  } catch {
    return undefined;
  }
}

import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError, toHex, utf8 } from '@eventide/base';
import { blake2b256 } from '@eventide/crypto/hash';
import type { Lock, LockPort } from '../wallet/lock.ts';

/**
 * Locks of wallets across processes: a file with the number of the process that writes. A file whose process is gone is taken over.
 * Spec: 13 §4
 */
export function fileLocks(folder: string): LockPort {
  return {
    async tryAcquire(name) {
      const path = join(folder, `${toHex(blake2b256(utf8(name))).slice(0, 16)}.lock`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return (await take(path)) ?? ((await isStale(path)) ? await takeOver(path) : null);
      } catch (cause) {
        throw new FaultError('FAULT_DISK', { operation: 'lock', path }, { cause });
      }
    },
  };
}

async function take(path: string): Promise<Lock | null> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return { release: () => rm(path, { force: true }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
}

async function takeOver(path: string): Promise<Lock | null> {
  await rm(path, { force: true });
  return take(path);
}

async function isStale(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

// @ts-check
/** One process at a time. Plain JavaScript for Node 18 and later, because set-up needs it. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const LOOK_MS = 200;
const WRITING_MS = 5_000;

/**
 * Does the work while no other process holds the lock; waits for one that does, and takes over from one that is gone.
 * @template T
 * @param {string} lockFile holds the number of the process
 * @param {() => T} work
 * @param {() => void} [onWait] called once, if there is somebody to wait for
 * @returns {T}
 */
export function onlyOne(lockFile, work, onWait) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const release = () => rmSync(lockFile, { force: true });
  for (let told = false; !take(lockFile); told = true) {
    if (!told) onWait?.();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
  process.once('exit', release);
  try {
    return work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** @param {string} lockFile */
function take(lockFile) {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (!isHeld(lockFile)) rmSync(lockFile, { force: true });
  return false;
}

/** @param {string} lockFile */
function isHeld(lockFile) {
  try {
    const holder = Number(readFileSync(lockFile, 'utf8'));
    // Without a number it is being written this moment, unless its writer died at that.
    return holder === 0 ? Date.now() - statSync(lockFile).mtimeMs < WRITING_MS : process.kill(holder, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

import { mkdirSync, rmdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../.cache/building-apps/', import.meta.url));
const LOOK_MS = 250;
const GIVE_UP_MS = 240_000;

/** Lets one process at a time build the apps: test files run side by side. */
export async function buildLock<T>(build: () => Promise<T>): Promise<T> {
  mkdirSync(fileURLToPath(new URL('../../../.cache/', import.meta.url)), { recursive: true });
  const untilMs = Date.now() + GIVE_UP_MS;
  while (!taken()) {
    // Whoever held it that long has died.
    if (Date.now() > untilMs) break;
    await pause(LOOK_MS);
  }
  try {
    return await build();
  } finally {
    rmdirSync(folder);
  }
}

function taken(): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

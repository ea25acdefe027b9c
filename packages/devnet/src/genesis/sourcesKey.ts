import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';

/**
 * Stands for everything a kept result depends on: the lock file, the sources under `parts` (folders of the clone), and `also`.
 * Installed packages have no sources; their versions are in the lock file.
 */
export function sourcesKey(parts: readonly string[], also: readonly (string | Uint8Array)[] = []): string {
  const root = projectFolder();
  const key = createHash('sha256');
  const lock = join(root, 'package-lock.json');
  if (existsSync(lock)) key.update(readFileSync(lock));
  for (const part of parts) {
    const folder = join(root, part);
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    for (const file of files.filter(isSource).sort())
      key.update(`${part}/${file}\0`).update(readFileSync(join(folder, file)));
  }
  for (const text of also) key.update('\0').update(text);
  return key.digest('hex').slice(0, 32);
}

/** Code, pages and style sheets, without tests and without what was built of them. */
function isSource(name: string): boolean {
  if (/^(dist|node_modules|e2e)\//.test(name)) return false;
  return /\.(tsx?|css|html|svg|webmanifest)$/.test(name) && !/\.(test|fixture|bench|fuzz)\.tsx?$/.test(name);
}

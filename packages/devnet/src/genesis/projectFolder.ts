import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the clone, or of the project these packages are installed in: the nearest one above with `node_modules`. */
export function projectFolder(from: string = import.meta.dirname): string {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules')) && !at.includes('node_modules')) return at;
    if (dirname(at) === at) return from;
  }
}

/** Where results that can be computed again are kept. */
export function cacheFolder(): string {
  return join(projectFolder(), '.cache', 'local-network');
}

import { readFileSync } from 'node:fs';

const root = new URL('../vectors/', import.meta.url);

/** The known answers of `packages/testkit/vectors/<name>.json`. Each file names its source. */
export function loadVectors<T = unknown>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, root), 'utf8')) as T;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NAMES = ['montgomery.ts', 'jubjubPoint.ts', 'blsPoint.ts'] as const;

/** Sources of a driver's arithmetic of keys, by file name, for other modules that are no contracts. Spec: 01 §3, §4, §8 */
export function driverArithmetic(): Map<string, string> {
  const read = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../../driver/assembly/${name}`, import.meta.url)), 'utf8');
  return new Map(NAMES.map((name) => [name, read(name)]));
}

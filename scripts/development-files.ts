import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Absolute paths of all files of packages and contracts that end in `suffix`, sorted; below areas such as `crypto` or `kernels/src/gen` when given. */
export function developmentFiles(suffix: string, areas: readonly string[]): string[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesBelow(join('packages', name, 'src')))
    .concat(filesBelow('contracts').filter((file) => !file.includes('node_modules')))
    .filter((file) => file.endsWith(suffix))
    .filter(
      (file) =>
        areas.length === 0 || areas.some((area) => file.startsWith(join('packages', area)) || file.startsWith(area)),
    )
    .sort()
    .map((file) => join(root, file));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
}

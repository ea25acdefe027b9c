// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/**
 * Files of all packages that end in `suffix`, below an area such as `crypto` or `kernels/src/gen` when given.
 * @param {string} suffix @param {string[]} areas @returns {string[]} absolute paths, sorted
 */
export function developmentFiles(suffix, areas) {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesBelow(join('packages', name, 'src')))
    .filter((file) => file.endsWith(suffix))
    .filter(
      (file) =>
        areas.length === 0 || areas.some((area) => file.startsWith(join('packages', area)) || file.startsWith(area)),
    )
    .sort()
    .map((file) => join(root, file));
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  } catch {
    return [];
  }
}

// @ts-check
/**
 * Fails on an import that goes up or across the ladder, on a package that imports its own `index.ts`, on a dependency that is
 * used and not declared (or declared and not used), and on the test kit in shipped code.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appLadder, ladder, testOnly } from './ladder.mjs';
import { root } from './setup.mjs';

const developmentFile = /\.(test|bench|fuzz|fixture|config)\.tsx?$|\.browser\.ts$/;
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** @returns {string[]} one line per wrong step */
export function checkStairs() {
  /** @type {string[]} */
  const problems = [];
  const rooms = [
    ...readdirSync(join(root, 'packages')).map((name) => ({ name, place: `packages/${name}`, steps: ladder })),
    ...readdirSync(join(root, 'apps')).map((name) => ({ name, place: `apps/${name}`, steps: appLadder })),
  ];
  for (const { name, place, steps } of rooms) {
    const folder = join(root, place);
    if (!existsSync(join(folder, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const allowed = /** @type {Record<string, string[]>} */ (steps)[name];
    if (allowed === undefined && !testOnly.includes(name)) problems.push(`${place}: has no step in scripts/ladder.mjs`);
    const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
    const declaredDev = new Set(Object.keys(manifest.devDependencies ?? {}));
    const used = new Set();
    for (const file of sources(join(folder, 'src'))) {
      const development = developmentFile.test(file) || testOnly.includes(name);
      const where = relative(root, file);
      for (const specifier of imports(readFileSync(file, 'utf8'))) {
        if (specifier.startsWith('.')) {
          if (/^\.\.?\/(.*\/)?index\.ts$/.test(specifier) && !development)
            problems.push(`${where}: imports ${specifier}; import the file itself`);
          continue;
        }
        if (specifier.startsWith('node:') || builtinModules.includes(specifier)) continue;
        const dependency = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        used.add(dependency);
        if (dependency.startsWith('@eventide/')) {
          const target = dependency.slice('@eventide/'.length);
          if (target === name || development) continue;
          if (testOnly.includes(target)) problems.push(`${where}: shipped code imports the test kit`);
          else if (target !== 'base' && !allowed?.includes(target))
            problems.push(`${where}: ${name} may not import ${target}`);
          if (!declared.has(dependency)) problems.push(`${where}: ${dependency} is not in dependencies`);
        } else if (!development && !declared.has(dependency)) {
          problems.push(`${where}: ${dependency} is not in dependencies`);
        } else if (
          development &&
          !declared.has(dependency) &&
          !declaredDev.has(dependency) &&
          !rootDevelopment.has(dependency)
        ) {
          problems.push(`${where}: ${dependency} is declared nowhere`);
        }
      }
    }
    for (const dependency of declared)
      if (!used.has(dependency)) problems.push(`${place}: ${dependency} is declared and not used`);
  }
  return problems;
}

const rootDevelopment = new Set(
  Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies),
);

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mjs)$/.test(file))
    .map((file) => join(folder, file));
}

/** @param {string} text @returns {string[]} */
function imports(text) {
  return [...text.matchAll(importPattern)].map((match) => /** @type {string} */ (match[1] ?? match[2] ?? match[3]));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = checkStairs();
  for (const problem of problems) console.log(problem);
  process.exit(problems.length === 0 ? 0 : 1);
}

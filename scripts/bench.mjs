// @ts-check
/**
 * `npm run bench [-- AREA…] [--json]`: runs the `*.bench.ts` files of the areas one after the other.
 * Medians, spread and ratios against yardsticks of the same run.
 */
import { cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import { createBench } from '../packages/testkit/src/bench.ts';
import { developmentFiles } from './development-files.ts';

const words = process.argv.slice(2);
const json = words.includes('--json');
const files = developmentFiles(
  '.bench.ts',
  words.filter((word) => !word.startsWith('--')),
);
if (files.length === 0) {
  console.error('no bench below that area\nnext  npm run bench -- kernels');
  process.exit(4);
}
const machine = { cpu: cpus()[0]?.model ?? 'unknown', threads: cpus().length, node: process.versions.node };
if (!json) console.log(`${machine.cpu}, ${machine.threads} threads, Node ${machine.node}`);
const areas = [];
for (const file of files) {
  const { area, run } = await import(pathToFileURL(file).href);
  if (!json) console.log(`\n${area}`);
  const { bench, report } = createBench(json ? undefined : (line) => console.log(`  ${line}`));
  await run(bench);
  areas.push({ area, ...report });
}
if (json) console.log(JSON.stringify({ v: 1, machine, areas }, null, 1));
process.exit(0);

// @ts-check
/** `npm run fuzz [-- AREA…] [--inputs N] [--seed S]`: mutated encodings into every decoder family; default 1,000,000 inputs each. */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runFuzz } from '../packages/testkit/src/fuzz.ts';
import { developmentFiles } from './development-files.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
// Most inputs are refused, and taking stacks costs more than refusing; a failure names its input and can be replayed.
Error.stackTraceLimit = 0;
let failed = 0;
let total = 0;
for (const file of developmentFiles('.fuzz.ts', positionals)) {
  const { targets } = await import(pathToFileURL(file).href);
  for (const target of targets) {
    const started = performance.now();
    try {
      const report = runFuzz(target, inputs, seed);
      total += report.inputs;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(
        `${report.name.padEnd(40)} ${report.inputs} inputs, ${report.accepted} accepted, ${report.refused} refused, ${seconds} s`,
      );
    } catch (error) {
      failed++;
      console.log(`FAIL ${/** @type {Error} */ (error).message}`);
    }
  }
}
console.log(`${total} inputs, ${failed} families failed`);
process.exit(failed === 0 ? 0 : 1);

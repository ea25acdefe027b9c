import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  buildContract,
  formatReport,
  newContract,
  reportContract,
  testContract,
  writeBuild,
} from '@eventide/contract-sdk';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';

/** A folder with a contract that builds and passes its test as it is. Spec: 13 §7 */
export function contractNew(io: Io, input: Input): Outcome {
  const folder = resolve(io.folder, input.args[0] as string);
  const template = String(input.options.template ?? 'counter');
  const files = newContract(folder, basename(folder), template);
  return {
    json: { folder, template, files },
    human: `${files.map((file) => `wrote ${file}`).join('\n')}\nnext  cd ${input.args[0]} && npx eventide contract test`,
  };
}

/** WASM, ABI and typed client of a contract, with its size and what deploying costs. Spec: 13 §7 */
export async function contractBuild(io: Io, input: Input): Promise<Outcome> {
  const folder = resolve(io.folder, input.args[0] ?? '.');
  const entry = join(folder, 'assembly', 'contract.ts');
  if (!existsSync(entry)) throw new CliError('CLI_FILE', { file: entry, reason: 'ENOENT' });
  const built = await buildContract(entry, { logs: input.options.release !== true });
  const files = writeBuild(built, resolve(folder, String(input.options.out ?? 'build')));
  const report = reportContract(built);
  return {
    json: { files, report },
    human: `${formatReport(report)}\n${files.map((file) => `wrote ${file}`).join('\n')}`,
  };
}

/** Runs the tests of a contract's folder in VM sessions; exit 3 if one fails. Spec: 13 §7 */
export async function contractTest(io: Io, input: Input): Promise<Outcome> {
  const folder = resolve(io.folder, input.args[0] ?? '.');
  if (!existsSync(folder)) throw new CliError('CLI_FILE', { file: folder, reason: 'ENOENT' });
  const status = await testContract(folder, { watch: input.options.watch === true });
  return {
    json: { folder, passed: status === 0 },
    human: status === 0 ? 'passed' : 'failed',
    exit: status === 0 ? EXIT.done : EXIT.checkedFalse,
  };
}

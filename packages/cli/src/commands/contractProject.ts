import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isEventideError } from '@eventide/base';
import {
  type BuiltContract,
  buildContract,
  createGasFolder,
  createTraceFolder,
  formatGas,
  formatReport,
  newContract,
  reportContract,
  testContract,
  watchContract,
  writeBuild,
} from '@eventide/contract-sdk';
import type { Input, Io, Outcome } from '../command.ts';
import { plainTestTraces, testTraceLines } from '../contract/testTraces.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { contractInspect } from './contractInspect.ts';

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

/** WASM, ABI, typed client and data driver of a contract, with its size and what deploying costs. Spec: 13 §7 */
export async function contractBuild(io: Io, input: Input): Promise<Outcome> {
  const { check } = input.options;
  if (typeof check === 'string') return contractInspect(io, { ...input, args: [check] });
  const folder = resolve(io.folder, input.args[0] ?? '.');
  const entry = join(folder, 'assembly', 'contract.ts');
  if (!existsSync(entry)) throw new CliError('CLI_FILE', { file: entry, reason: 'ENOENT' });
  const options = { logs: input.options.release !== true };
  const write = (built: BuiltContract): Promise<readonly string[]> =>
    writeBuild(built, resolve(folder, String(input.options.out ?? 'build')), { cacheFolder: join(folder, '.cache') });
  if (input.options.watch === true) return watch(io, entry, write, options);
  const built = await buildContract(entry, options);
  const files = await write(built);
  const report = reportContract(built);
  return {
    json: { files, report },
    human: `${formatReport(report)}\n${files.map((file) => `wrote ${file}`).join('\n')}`,
  };
}

/** Builds now and after every change until the user interrupts; a source that does not build is told and waited on. */
async function watch(
  io: Io,
  entry: string,
  write: (built: BuiltContract) => Promise<readonly string[]>,
  options: { readonly logs: boolean },
): Promise<Outcome> {
  let builds = 0;
  let writing: Promise<unknown> = Promise.resolve();
  await watchContract(
    entry,
    (result) => {
      builds++;
      if ('error' in result) io.err(`${reasonOf(result.error)}\n`);
      else {
        const { built } = result;
        writing = writing.then(() => write(built)).catch((error: unknown) => io.err(`${reasonOf(error)}\n`));
        io.out(`${formatReport(reportContract(built))}\n`);
      }
    },
    io.signal,
    options,
  );
  await writing;
  return { json: { builds }, human: '', streamed: true };
}

function reasonOf(error: unknown): string {
  if (!isEventideError(error)) return String(error);
  const { at, message, messages } = error.details;
  return [error.code, at, messages ?? message].filter((part) => part !== undefined).join(' ');
}

/** Runs the tests of a contract's folder in VM sessions; exit 3 if one fails. Spec: 13 §7 */
export async function contractTest(io: Io, input: Input): Promise<Outcome> {
  const folder = resolve(io.folder, input.args[0] ?? '.');
  if (!existsSync(folder)) throw new CliError('CLI_FILE', { file: folder, reason: 'ENOENT' });
  const gasFolder = input.options.gas === true ? createGasFolder() : undefined;
  const traceFolder = input.options.trace === true ? createTraceFolder() : undefined;
  try {
    const status = await testContract(folder, {
      watch: input.options.watch === true,
      signal: io.signal,
      gasFolder: gasFolder?.path,
      traceFolder: traceFolder?.path,
    });
    const gas = gasFolder?.read();
    const traces = traceFolder?.read();
    const verdict = status === 0 ? 'passed' : 'failed';
    return {
      json: {
        folder,
        passed: status === 0,
        ...(gas ? { gas: gas.map(plainGas) } : {}),
        ...(traces ? { traces: plainTestTraces(traces) } : {}),
      },
      human: [...(traces ? testTraceLines(traces) : []), ...(gas ? [formatGas(gas)] : []), verdict].join('\n'),
      exit: status === 0 ? EXIT.done : EXIT.checkedFalse,
    };
  } finally {
    gasFolder?.remove();
    traceFolder?.remove();
  }
}

function plainGas({
  method,
  calls,
  least,
  mean,
  most,
}: {
  method: string;
  calls: number;
  least: bigint;
  mean: bigint;
  most: bigint;
}) {
  return { method, calls, least: `${least}`, mean: `${mean}`, most: `${most}` };
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Abi } from '../abi.ts';
import { checkModule, type ModuleFacts } from './checkModule.ts';
import { type Compiled, compile } from './compile.ts';
import { loadLibrary } from './library.ts';
import type { TextLocation } from './literals.ts';
import { type Precompiled, precompile } from './precompile.ts';

export type BuildOptions = {
  /** Keep `log` calls and places in the source: for tests; such a module is larger and takes more gas. */
  readonly logs?: boolean | undefined;
  /** Give the text form too. */
  readonly wat?: boolean | undefined;
};

/** A contract ready for tests and deployment. */
export type BuiltContract = {
  readonly wasm: Uint8Array;
  readonly abi: Abi;
  readonly facts: ModuleFacts;
  /** Gas a deployment costs at least. Spec: 04 §7.2 */
  readonly deployCharge: bigint;
  /** Abort text → places in the sources. */
  readonly aborts: readonly TextLocation[];
  readonly warnings: readonly string[];
  readonly wat: string;
};

/** Form of the ABI file; a reader refuses what it does not know. */
export const ABI_VERSION = '1';
const GAS_PER_DEPLOY_BYTE = 100n;
const MIN_DEPLOY_GAS = 5_000_000n;

/**
 * Builds a contract from its entry file and what it imports beside it.
 * @throws ContractSdkError CONTRACT_SOURCE, CONTRACT_COMPILE, CONTRACT_MODULE
 * Spec: 12 §1, §4.3, §7
 */
export async function buildContract(entry: string, options: BuildOptions = {}): Promise<BuiltContract> {
  const prepared = prepareBuild(entry, options);
  return assembleBuild(prepared, await compile(prepared.files, { wat: options.wat, debug: options.logs }));
}

/** The sources as the compiler takes them. */
export function prepareBuild(entry: string, { logs }: BuildOptions): Precompiled {
  const folder = dirname(entry);
  return precompile(basename(entry), (path) => readIfThere(join(folder, path)), { logs: logs === true });
}

/** Checks a compiled module and puts its ABI beside it. */
export function assembleBuild(pre: Precompiled, { wasm, wat, warnings }: Compiled): BuiltContract {
  const facts = checkModule(wasm);
  const abi: Abi = {
    contract: pre.contract,
    sha256: createHash('sha256').update(wasm).digest('hex'),
    sdk: ABI_VERSION,
    types: pre.types,
    methods: pre.methods,
    events: pre.events,
    errors: [...new Set(pre.aborts.map(({ text }) => text))],
    queries: [...new Set([...pre.queries, ...queriesIn(wasm)])].sort(),
    state: pre.state,
  };
  return { wasm, abi, facts, deployCharge: deployCharge(wasm.length), aborts: pre.aborts, warnings, wat };
}

/** Gas a module of so many bytes is charged at deployment. Spec: 04 §7.2 */
export function deployCharge(bytes: number): bigint {
  const charge = BigInt(bytes) * GAS_PER_DEPLOY_BYTE;
  return charge > MIN_DEPLOY_GAS ? charge : MIN_DEPLOY_GAS;
}

/** Query names of the library that stand in the module's static data. */
function queriesIn(wasm: Uint8Array): string[] {
  const text = Buffer.from(wasm).toString('latin1');
  return loadLibrary().queries.filter((name) => text.includes(name));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

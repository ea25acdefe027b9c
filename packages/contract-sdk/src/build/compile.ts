import asc from 'assemblyscript/asc';
import { ContractSdkError } from '../errors.ts';
import { LIBRARY, loadLibrary } from './library.ts';
import { ENTRY } from './precompile.ts';

// No optional import, no start section, nothing exported but methods: see the table of 12 §1.2.
const compilerFlags = [
  ...['--runtime', 'stub', '-O3', '--shrinkLevel', '1', '--converge', '--noAssert', '--use', 'abort='],
  ...['--memoryBase', '1048576', '--pedantic'],
];

/** Compiler output. */
export type Compiled = { readonly wasm: Uint8Array; readonly wat: string; readonly warnings: readonly string[] };

export type CompileOptions = {
  /** Give the text form too. */
  readonly wat?: boolean | undefined;
  /** Let panics tell their place in the source: for tests. */
  readonly debug?: boolean | undefined;
  /** Another text in place of the contracts' runtime, and further flags: for modules that are no contracts. */
  readonly runtime?: string | undefined;
  readonly flags?: readonly string[] | undefined;
};

/** The compiler's library is one object per process: compilations run one after the other. */
let previous: Promise<unknown> = Promise.resolve();

/**
 * Plain AssemblyScript → WASM. The only inputs are the files, the pinned compiler and the flags: same bytes everywhere.
 * @throws ContractSdkError CONTRACT_COMPILE with the compiler's messages, which name the author's lines
 * Spec: 12 §1, §7
 */
export function compile(files: ReadonlyMap<string, string>, options: CompileOptions = {}): Promise<Compiled> {
  const next = previous.then(() => run(files, options));
  previous = next.catch(() => undefined);
  return next;
}

async function run(
  files: ReadonlyMap<string, string>,
  { wat, debug, runtime, flags = [] }: CompileOptions,
): Promise<Compiled> {
  const stock = { ...asc.libraryFiles };
  const library = loadLibrary();
  asc.libraryFiles['rt/index-stub'] = runtime ?? library.runtime;
  for (const [path, text] of library.files) asc.libraryFiles[path] = debug ? withPlaces(text) : text;
  const out = new Map<string, string | Uint8Array>();
  try {
    const outputs = ['-o', 'out.wasm', ...(wat ? ['-t', 'out.wat'] : [])];
    const { error, stderr } = await asc.main([ENTRY, ...compilerFlags, ...flags, ...outputs], {
      readFile: (name: string) => files.get(name) ?? null,
      writeFile: (name: string, data: string | Uint8Array) => void out.set(name, data),
      listFiles: () => [],
    });
    const messages = readable(stderr.toString());
    const wasm = out.get('out.wasm');
    if (error || !(wasm instanceof Uint8Array)) {
      throw new ContractSdkError('CONTRACT_COMPILE', { messages: messages.join('\n\n') || String(error) });
    }
    return { wasm, wat: String(out.get('out.wat') ?? ''), warnings: messages };
  } finally {
    for (const path of Object.keys(asc.libraryFiles)) delete asc.libraryFiles[path];
    Object.assign(asc.libraryFiles, stock);
  }
}

function withPlaces(text: string): string {
  return text.replace('const DEBUG: bool = false', 'const DEBUG: bool = true');
}

/** The compiler's messages; generated text on a quoted line is cut. */
function readable(text: string): string[] {
  return (
    text
      .replaceAll(`~lib/${LIBRARY}`, 'contract-sdk')
      .replace(/^(.{160}).*$/gm, '$1…')
      .split(/\n(?=(?:ERROR|WARNING|PEDANTIC|INFO) )/)
      .map((message) => message.trimEnd())
      // AS201 speaks of 64-bit memories, which contracts cannot have
      .filter((message) => message.length > 0 && !/^(WARNING AS201|Last converge)/.test(message))
  );
}

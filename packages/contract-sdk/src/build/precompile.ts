import { isEventideError } from '@eventide/base';
import type { AbiCell, AbiEvent, AbiMethod, AbiType } from '../abi.ts';
import { ContractSdkError } from '../errors.ts';
import { rewriteContract } from './contractClass.ts';
import { type FileEdits, rewriteDeclaration, type Shared } from './declarations.ts';
import { LIBRARY, loadLibrary } from './library.ts';
import { literalPass, type TextLocation } from './literals.ts';
import { applyEdits, type Edit, kinds, type Node, parseSource, type SourceFile, sourceError } from './syntax.ts';

/** Contract files as the compiler takes them, and what they say about the contract. */
export type Precompiled = {
  /** Compiler path (`contract.ts` is the entry) → plain AssemblyScript. */
  readonly files: ReadonlyMap<string, string>;
  readonly contract: string;
  readonly types: Readonly<Record<string, AbiType>>;
  readonly methods: readonly AbiMethod[];
  readonly events: readonly AbiEvent[];
  readonly state: readonly AbiCell[];
  readonly queries: readonly string[];
  /** Where each abort text stands in the sources. */
  readonly aborts: readonly TextLocation[];
};

export type PrecompileOptions = {
  /** Keep `log` calls, for tests. */
  readonly logs: boolean;
};

/** The entry's name for the compiler, whatever the file is called: no path of a machine enters a module. */
export const ENTRY = 'contract.ts';
const PACKAGE = '@eventide/contract-sdk';
/** Library names the generated code uses: contracts must not declare their own. */
const reserved = new Set(
  'archive archiveAt attempt check compareBytes deps ensure hostCaller hostEmit invoke put read restoreLength takeArgument write zeroed Attempt Id'.split(
    ' ',
  ),
);

/**
 * Contract source → plain AssemblyScript and the facts of the ABI. `read` gives the text of a file beside the entry, by its
 * path relative to it; `entry` is the path of the entry itself.
 * @throws ContractSdkError CONTRACT_SOURCE
 */
export function precompile(
  entry: string,
  read: (path: string) => string | undefined,
  { logs }: PrecompileOptions,
): Precompiled {
  const shared: Shared = { types: {}, events: [] };
  const files = new Map<string, string>();
  const aborts: TextLocation[] = [];
  const queries = new Set<string>();
  let contract: ReturnType<typeof rewriteContract> | undefined;
  for (const file of inDependencyOrder(entry, read)) {
    const isEntry = file.path === entry;
    const out: FileEdits = { edits: [], tail: [] };
    for (const node of file.statements) {
      if (node.kind !== kinds.class && node.kind !== kinds.interface) continue;
      locating(file, node, () => {
        if (rewriteDeclaration(file, node, shared, out)) return;
        if (!node.decorators?.some((d: Node) => d.name.text === 'contract')) return;
        if (!isEntry || contract)
          throw sourceError(file.path, file.text, node.range.start, 'one @contract, in the entry');
        contract = rewriteContract(file, node, shared, out);
      });
    }
    const literals = literalPass(file, logs);
    aborts.push(...literals.aborts);
    for (const query of literals.queries) queries.add(query);
    out.edits.push(...literals.edits, ...moduleEdits(file, isEntry));
    files.set(isEntry ? ENTRY : file.path, assemble(file, out, isEntry));
  }
  if (!contract) throw new ContractSdkError('CONTRACT_SOURCE', { at: entry, message: 'no class with @contract' });
  for (const { topic } of shared.events) {
    if (/[A-Z]/.test(topic)) {
      // topic filters of nodes are lower case (Spec: 08)
      throw new ContractSdkError('CONTRACT_SOURCE', { at: entry, message: `topic ${topic} is not lower case` });
    }
  }
  return {
    files,
    contract: contract.name,
    types: shared.types,
    methods: contract.methods,
    events: shared.events,
    state: contract.state,
    queries: [...queries].sort(),
    aborts,
  };
}

/** Gives errors of types and layouts the place of the declaration they are about. */
function locating(file: SourceFile, node: Node, rewrite: () => void): void {
  try {
    rewrite();
  } catch (error) {
    const known = isEventideError(error) && error.code !== 'CONTRACT_SOURCE';
    if (!known) throw error;
    const { what, rule, type, field } = error.details;
    throw sourceError(
      file.path,
      file.text,
      node.name.range.start,
      [what ?? rule, type ?? field].filter((part) => part !== undefined).join(': '),
    );
  }
}

/** The entry and what it imports beside itself, imports first. */
function inDependencyOrder(entry: string, read: (path: string) => string | undefined): SourceFile[] {
  const found = new Map<string, SourceFile | undefined>();
  const ordered: SourceFile[] = [];
  const visit = (path: string, from: string): void => {
    if (found.has(path)) return;
    found.set(path, undefined);
    const text = read(path);
    if (text === undefined) throw new ContractSdkError('CONTRACT_SOURCE', { at: from, message: `no file ${path}` });
    const file = parseSource(text, path);
    for (const specifier of localImports(file)) visit(resolvePath(path, specifier), path);
    found.set(path, file);
    ordered.push(file);
  };
  visit(entry, entry);
  return ordered;
}

function localImports(file: SourceFile): string[] {
  return file.statements
    .filter((node) => node.kind === kinds.import && node.path.value.startsWith('.'))
    .map((node) => node.path.value as string);
}

function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.replace(/\.ts$/, '').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return `${parts.join('/')}.ts`;
}

/** Removes imports of the library, and in the entry the keyword `export`: only wrappers are exported. */
function moduleEdits(file: SourceFile, isEntry: boolean): Edit[] {
  const edits: Edit[] = [];
  for (const node of file.statements) {
    const { start, end } = node.range;
    if (node.kind === kinds.import && node.path.value === PACKAGE) edits.push([start, end, '']);
    if (!isEntry || node.kind === kinds.import) continue;
    const body = node.decorators?.at(-1)?.range.end ?? start;
    const keyword = /^\s*export\s/.exec(file.text.slice(body));
    if (keyword) edits.push([body, body + keyword[0].length, ' ']);
  }
  return edits;
}

function assemble(file: SourceFile, { edits, tail }: FileEdits, isEntry: boolean): string {
  const declared = new Set(declaredNames(file));
  for (const name of declared) {
    if (reserved.has(name))
      throw new ContractSdkError('CONTRACT_SOURCE', { at: file.path, message: `${name} is taken` });
  }
  const names = loadLibrary().exports.filter((name) => !declared.has(name));
  const last = isEntry ? ['export const A: i32 = 0xC000;'] : [];
  return `import { ${names.join(', ')} } from "${LIBRARY}"; ${applyEdits(file.text, edits)}\n${[...tail, ...last].join('\n')}\n`;
}

function declaredNames(file: SourceFile): string[] {
  return file.statements.flatMap((node) => {
    if (node.kind === kinds.import) {
      if (node.path.value === PACKAGE) return [];
      return (node.declarations ?? []).map((d: Node) => d.name.text as string);
    }
    if (node.declarations) return node.declarations.map((d: Node) => d.name.text as string);
    return node.name?.text ? [node.name.text as string] : [];
  });
}

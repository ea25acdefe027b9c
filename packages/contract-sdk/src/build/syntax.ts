import * as as from 'assemblyscript';
import { ContractSdkError } from '../errors.ts';

/** A node of the compiler's syntax tree, of which the package publishes no usable types: read as parsed data of unknown shape. */
export type Node = ReturnType<typeof JSON.parse>;

/** A replacement of source[from, to). */
export type Edit = readonly [from: number, to: number, by: string];

/** One parsed source file. */
export type SourceFile = { readonly path: string; readonly text: string; readonly statements: readonly Node[] };

export const flags = { private: as.CommonFlags.Private, static: as.CommonFlags.Static };

export const kinds = {
  class: as.NodeKind.ClassDeclaration,
  interface: as.NodeKind.InterfaceDeclaration,
  field: as.NodeKind.FieldDeclaration,
  method: as.NodeKind.MethodDeclaration,
  import: as.NodeKind.Import,
  call: as.NodeKind.Call,
  literal: as.NodeKind.Literal,
  binary: as.NodeKind.Binary,
  postfix: as.NodeKind.UnaryPostfix,
  prefix: as.NodeKind.UnaryPrefix,
  expression: as.NodeKind.Expression,
};

/** @throws ContractSdkError CONTRACT_SOURCE with the first message of the parser */
export function parseSource(text: string, path: string): SourceFile {
  const parser = new as.Parser();
  parser.parseFile(text, path, true);
  const bad = (parser.diagnostics as Node[]).find((message) => message.category === 3);
  if (bad) throw sourceError(path, text, bad.range?.start ?? 0, bad.message);
  return { path, text, statements: (parser.sources as Node[]).at(-1).statements };
}

/** An error that names file, line and column. */
export function sourceError(path: string, text: string, at: number, message: string): ContractSdkError {
  return new ContractSdkError('CONTRACT_SOURCE', { at: `${path}:${placeOf(text, at)}`, message });
}

/** `line:column` of a position, both counted from 1. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return `${before.split('\n').length}:${at - lineStart + 1}`;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = text;
  for (const [from, to, by] of [...edits].sort((a, b) => b[0] - a[0] || b[1] - a[1])) {
    out = out.slice(0, from) + by + out.slice(to);
  }
  return out;
}

/** The text of a type annotation without white space. */
export function typeText(file: SourceFile, node: Node): string {
  return file.text.slice(node.range.start, node.range.end).replace(/\s+/g, '');
}

export function decoratorOf(node: Node, name: string): Node | undefined {
  return node.decorators?.find((d: Node) => d.name.text === name);
}

/** Literal arguments of a decorator. */
export function literalsOf(file: SourceFile, decorator: Node | undefined): string[] {
  return (decorator?.args ?? []).map((arg: Node) =>
    typeof arg.value === 'string' ? arg.value : file.text.slice(arg.range.start, arg.range.end),
  );
}

/** Edits that remove a declaration's decorators and put `by` in place of the first. */
export function dropDecorators(node: Node, by = ''): Edit[] {
  return (node.decorators ?? []).map((d: Node, i: number): Edit => [d.range.start, d.range.end, i === 0 ? by : '']);
}

export function membersOf(node: Node, kind: number): Node[] {
  return node.members.filter((member: Node) => member.kind === kind);
}

/** The doc comment that ends right before `at`, as one line. */
export function docBefore(file: SourceFile, at: number): string | undefined {
  const before = file.text.slice(0, at).trimEnd();
  if (!before.endsWith('*/')) return undefined;
  const start = before.lastIndexOf('/**');
  if (start < 0) return undefined;
  return before
    .slice(start + 3, -2)
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A text as the two arguments (address, length) of static data. */
export function utf8Arguments(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return `memory.data<u8>([${bytes.join(',')}]), ${bytes.length}`;
}

/** Calls `visit` for every node below `root`. */
export function walk(root: unknown, visit: (node: Node) => void): void {
  const seen = new Set<object>();
  const step = (node: Node): void => {
    if (!node || typeof node !== 'object' || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) {
      for (const item of node) step(item);
      return;
    }
    visit(node);
    for (const key of Object.keys(node)) if (key !== 'range' && key !== 'source' && key !== 'parent') step(node[key]);
  };
  step(root);
}

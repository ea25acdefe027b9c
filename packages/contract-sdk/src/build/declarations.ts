import { layoutOf } from '@eventide/abi/interface/typeTable';
import type { AbiEvent, AbiParameter, AbiStruct, AbiType } from '../abi.ts';
import { enumLayout, structOf } from '../layout.ts';
import { bytesGlue, enumGlue, fieldAccessors, structGlue } from './glue.ts';
import {
  decoratorOf,
  dropDecorators,
  type Edit,
  kinds,
  literalsOf,
  membersOf,
  type Node,
  type SourceFile,
  sourceError,
  typeText,
  utf8Arguments,
} from './syntax.ts';

/** What the declarations of all files have in common. */
export type Shared = { readonly types: Record<string, AbiType>; readonly events: AbiEvent[] };

/** Edits of one file, and text for its end. */
export type FileEdits = { readonly edits: Edit[]; readonly tail: string[] };

const self = 'changetype<usize>(this)';
const plainClass = '@unmanaged @final ';

/** Rewrites `@bytes`, `@data`, `@tuple`, `@event`, `@variants` and `@remote` declarations; true if it was one. Spec: 12 §4.2 */
export function rewriteDeclaration(file: SourceFile, node: Node, shared: Shared, out: FileEdits): boolean {
  if (decoratorOf(node, 'bytes')) rewriteBytes(file, node, shared, out);
  else if (decoratorOf(node, 'variants')) rewriteVariants(file, node, shared, out);
  else if (['data', 'tuple', 'event'].some((name) => decoratorOf(node, name))) rewriteData(file, node, shared, out);
  else if (decoratorOf(node, 'remote')) rewriteRemote(file, node, shared, out);
  else return false;
  return true;
}

function rewriteBytes(file: SourceFile, node: Node, { types }: Shared, { edits }: FileEdits): void {
  const [size, align] = literalsOf(file, decoratorOf(node, 'bytes')).map(Number);
  const def: AbiType = { kind: 'bytes', size: size as number, align: align ?? 1 };
  types[node.name.text] = def;
  edits.push(...dropDecorators(node, plainClass), atEnd(node, bytesGlue(def)));
}

function rewriteVariants(file: SourceFile, node: Node, { types }: Shared, { edits }: FileEdits): void {
  const fields = fieldsOf(file, node);
  const def = enumLayout(fields, types);
  types[node.name.text] = def;
  edits.push(...dropDecorators(node, plainClass), atEnd(node, enumGlue(node.name.text, def)));
  for (const field of fields) edits.push(fieldEdit(file, field.node, ''));
}

function rewriteData(file: SourceFile, node: Node, { types, events }: Shared, { edits }: FileEdits): void {
  const name: string = node.name.text;
  const fields = fieldsOf(file, node);
  const order = decoratorOf(node, 'layout') && literalsOf(file, decoratorOf(node, 'layout'));
  const def = structOf(fields, types, order);
  types[name] = decoratorOf(node, 'tuple') ? { ...def, tuple: true } : def;
  edits.push(...dropDecorators(node, plainClass));
  def.fields.forEach((field, i) => {
    edits.push(fieldEdit(file, fields[i]?.node, fieldAccessors(field.name, field.type, field.offset)));
  });
  let members = structGlue(name, def, types);
  const event = decoratorOf(node, 'event');
  if (event) {
    const topic = literalsOf(file, event)[0] as string;
    events.push({ topic, type: decoratorOf(node, 'transparent') ? soleType(file, node, def) : name });
    members += ` emit(): void { const n = archiveAt<${name}>(${self}); hostEmit(${utf8Arguments(topic)}, n); }`;
  }
  edits.push(atEnd(node, members));
}

/** A transparent struct is its one field under another name. */
function soleType(file: SourceFile, node: Node, { fields }: AbiStruct): string {
  if (fields.length !== 1) throw sourceError(file.path, file.text, node.range.start, '@transparent needs one field');
  return fields[0]?.type as string;
}

/** Methods of an interface become calls; `try_` variants hand the failure over instead of failing. */
function rewriteRemote(file: SourceFile, node: Node, shared: Shared, { edits, tail }: FileEdits): void {
  const name: string = node.name.text;
  edits.push(...dropDecorators(node));
  const keyword = file.text.indexOf('interface', node.decorators.at(-1).range.end);
  edits.push([keyword, keyword + 'interface'.length, '@unmanaged class']);
  let members = ` @inline static at(id: Id): ${name} { return changetype<${name}>(changetype<usize>(id)); }`;
  for (const method of membersOf(node, kinds.method)) {
    const { params, argument } = argumentOf(file, name, method, shared, tail);
    const returns = typeText(file, method.signature.returnType);
    const target = `${self}, ${utf8Arguments(method.name.text)}, ${encodeArgument(params, argument)}`;
    edits.push([
      method.range.end,
      method.range.end,
      ` { ${returns === 'void' ? '' : 'return '}invoke<${returns}>(${target}); }`,
    ]);
    members += ` try_${method.name.text}(${params.map((p) => `${p.name}: ${p.type}`).join(', ')}): Attempt<${returns}> { return attempt<${returns}>(${target}); }`;
  }
  edits.push(atEnd(node, members));
}

function encodeArgument(params: readonly AbiParameter[], argument: string): string {
  if (argument === 'void') return '0';
  if (params.length === 1) return `archive<${argument}>(${params[0]?.name})`;
  return `archive<${argument}>(${argument}.of(${params.map((p) => p.name).join(', ')}))`;
}

/** One parameter travels as itself, several as a C-ordered struct that is added to the file's end, none as nothing. */
export function argumentOf(
  file: SourceFile,
  owner: string,
  method: Node,
  { types }: Shared,
  tail: string[],
): { params: AbiParameter[]; argument: string } {
  const params: AbiParameter[] = method.signature.parameters.map((p: Node) => ({
    name: p.name.text,
    type: typeText(file, p.type),
  }));
  if (params.length < 2) return { params, argument: params[0]?.type ?? 'void' };
  const name = `${owner}_${method.name.text}_Args`;
  const def: AbiStruct = structOf(params, types);
  types[name] = def;
  const fields = def.fields.map((field) => fieldAccessors(field.name, field.type, field.offset)).join(' ');
  tail.push(`${plainClass}class ${name} { ${fields}${structGlue(name, def, types)} }`);
  return { params, argument: name };
}

export function fieldsOf(file: SourceFile, node: Node): (AbiParameter & { readonly node: Node })[] {
  return membersOf(node, kinds.field).map((member) => ({
    name: member.name.text as string,
    type: typeText(file, member.type),
    node: member,
  }));
}

/** Replaces a field and the semicolon behind it. */
export function fieldEdit(file: SourceFile, node: Node, by: string): Edit {
  const { start, end } = node.range;
  return [start, file.text[end] === ';' ? end + 1 : end, by];
}

/** Adds members before the closing bracket. */
export function atEnd(node: Node, members: string): Edit {
  return [node.range.end - 1, node.range.end - 1, members];
}

/** Size of a field of a contract: a container's header, or the type's own size. */
export function cellLayout(
  type: string,
  types: Record<string, AbiType>,
): { size: number; align: number; container: boolean } {
  const header = containers[type.split('<')[0] as string];
  if (header) return { size: header, align: 8, container: true };
  const { size, align } = layoutOf(type, types);
  return { size, align, container: false };
}

/** Bytes of the containers' headers. Spec: 12 §3.1 */
const containers: Readonly<Record<string, number>> = {
  OrderedMap: 16,
  GrowingSet: 16,
  List: 96,
  Ring: 16,
  Bytes: 16,
  MerkleTree: 17 * 96 + 40,
};

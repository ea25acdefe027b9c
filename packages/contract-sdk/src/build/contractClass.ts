import { layoutOf } from '@eventide/abi/interface/typeTable';
import type { AbiCell, AbiMethod, AbiStruct } from '../abi.ts';
import { alignUp, needsCheck } from '../layout.ts';
import { argumentOf, cellLayout, type FileEdits, fieldEdit, fieldsOf, type Shared } from './declarations.ts';
import { accessors } from './glue.ts';
import {
  decoratorOf,
  docBefore,
  dropDecorators,
  flags,
  kinds,
  literalsOf,
  membersOf,
  type Node,
  type SourceFile,
  sourceError,
  typeText,
  utf8Arguments,
} from './syntax.ts';

/** First and last address of the contract's cells. Spec: 12 §2.1 */
const STATE_BASE = 0x430;
const STATE_END = 0x4000;
const CALLER_TEXT = 'CALLER_NOT_NODE';

export type ContractClass = { readonly name: string; readonly methods: AbiMethod[]; readonly state: AbiCell[] };

/** Fields become cells at fixed addresses, public methods get an exported wrapper each. Spec: 12 §4.3 */
export function rewriteContract(file: SourceFile, node: Node, shared: Shared, out: FileEdits): ContractClass {
  const contract: ContractClass = { name: node.name.text, methods: [], state: [] };
  out.edits.push(...dropDecorators(node, '@unmanaged @final '));
  placeCells(file, node, shared, out, contract);
  for (const method of membersOf(node, kinds.method)) {
    out.edits.push(...dropDecorators(method));
    if (method.flags & (flags.private | flags.static)) continue;
    if (/[A-Z]/.test(method.name.text)) {
      // node routes are lower case (Spec: 08): other names could never be called
      throw sourceError(file.path, file.text, method.range.start, 'method names are lower case');
    }
    addMethod(file, method, shared, out, contract);
  }
  return contract;
}

function placeCells(
  file: SourceFile,
  node: Node,
  { types }: Shared,
  { edits }: FileEdits,
  { state }: ContractClass,
): void {
  let at = STATE_BASE;
  for (const field of fieldsOf(file, node)) {
    const { size, align, container } = cellLayout(field.type, types);
    at = alignUp(at, align);
    state.push({ name: field.name, type: field.type, offset: at, size });
    edits.push(fieldEdit(file, field.node, accessors(field.name, field.type, String(at), !container)));
    at += size;
  }
  if (at > STATE_END)
    throw sourceError(file.path, file.text, node.range.start, 'state cells exceed their 15 312 bytes');
}

function addMethod(file: SourceFile, method: Node, shared: Shared, { tail }: FileEdits, contract: ContractClass): void {
  const name: string = method.name.text;
  const { params, argument } = argumentOf(file, contract.name, method, shared, tail);
  const returns = typeText(file, method.signature.returnType);
  const feeds = literalsOf(file, decoratorOf(method, 'feeds'))[0];
  const abi: AbiMethod = {
    name,
    params,
    argument,
    returns,
    view: Boolean(decoratorOf(method, 'view')),
    root: Boolean(decoratorOf(method, 'root')),
    ...(feeds ? { feeds } : {}),
    ...docOf(file, method),
  };
  contract.methods.push(abi);
  const rootText = literalsOf(file, decoratorOf(method, 'root'))[0] ?? CALLER_TEXT;
  tail.push(wrapper(abi, contract.name, shared, rootText), `export { __${name} as ${name} };`);
}

function docOf(file: SourceFile, method: Node): { doc?: string } {
  const doc = docBefore(file, method.decorators?.[0]?.range.start ?? method.range.start);
  return doc ? { doc } : {};
}

/** Restore the length, mark the arena, take and check the argument, call, archive the result, release the arena. */
function wrapper(
  { name, params, argument, returns, root }: AbiMethod,
  owner: string,
  { types }: Shared,
  rootText: string,
): string {
  const body = ['restoreLength(); const t = __top, b = __big;'];
  if (argument !== 'void') body.push(takeArgument(argument, layoutOf(argument, types).size, types));
  // behind the argument, which the caller's id would overwrite
  if (root) body.push(`ensure(!hostCaller(), ${utf8Arguments(rootText)});`);
  const args =
    params.length < 2
      ? params.map((p) => `read<${p.type}>(p)`)
      : (types[argument] as AbiStruct).fields.map((field) => `read<${field.type}>(p + ${field.offset})`);
  const call = `changetype<${owner}>(${STATE_BASE}).${name}(${args.join(', ')})`;
  body.push(returns === 'void' ? `${call}; const r = 0;` : `const r = archive<${returns}>(${call});`);
  return `function __${name}(n: i32): i32 { ${body.join(' ')} __top = t; __big = b; return r; }`;
}

function takeArgument(argument: string, size: number, types: Shared['types']): string {
  const take = `const p = takeArgument(n, ${size});`;
  return needsCheck(argument, types) ? `${take} check<${argument}>(p, p + ${size} - n);` : take;
}

import { type Edit, kinds, type Node, placeOf, type SourceFile, sourceError, utf8Arguments, walk } from './syntax.ts';

/** Where a text is given up with. */
export type TextLocation = { readonly text: string; readonly at: string };

export type LiteralPass = {
  readonly edits: Edit[];
  readonly aborts: TextLocation[];
  readonly queries: string[];
};

/** Functions of the library whose last literal argument stands for (address, length). */
const textFunctions = new Set(['panic', 'ensure', 'panicWith', 'copyText', 'metadata', 'query', 'callRaw', 'utf8']);
const aborting = new Set(['panic', 'ensure', 'panicWith']);
const compound = /^(\+|-|\*|\/|%|&|\||\^|<<|>>|>>>|\*\*)=$/;

/**
 * Turns text literals of the library's functions into static data, collects abort texts and query names, keeps or drops
 * `log` calls, and refuses compound assignments that the compiler would evaluate twice. Spec: 12 §4.3, §11
 */
export function literalPass(file: SourceFile, logs: boolean): LiteralPass {
  const pass: LiteralPass = { edits: [], aborts: [], queries: [] };
  walk(file.statements, (node) => {
    if (node.kind === kinds.call) visitCall(file, node, pass);
    if (node.kind === kinds.expression) visitLog(file, node, logs, pass);
    refuseDoubleTarget(file, node);
  });
  return pass;
}

function visitCall(file: SourceFile, call: Node, pass: LiteralPass): void {
  const name: string | undefined = call.expression?.text;
  if (!name || !textFunctions.has(name)) return;
  for (const arg of call.args as Node[]) {
    if (arg.kind !== kinds.literal || typeof arg.value !== 'string') continue;
    const text: string = arg.value;
    // utf8("…") stands for the pair itself, as argument of any function
    const { start, end } = name === 'utf8' ? call.range : arg.range;
    pass.edits.push([start, end, utf8Arguments(text)]);
    if (aborting.has(name)) pass.aborts.push({ text, at: `${file.path}:${placeOf(file.text, call.range.start)}` });
    if (name === 'query') pass.queries.push(text);
  }
}

/** `log("text")` and `log("text", value)` as statements. */
function visitLog(file: SourceFile, statement: Node, logs: boolean, pass: LiteralPass): void {
  const call: Node = statement.expression;
  if (call?.kind !== kinds.call || call.expression?.text !== 'log') return;
  const [text, value] = call.args as Node[];
  if (text?.kind !== kinds.literal || typeof text.value !== 'string') {
    throw sourceError(file.path, file.text, call.range.start, 'log needs a text literal first');
  }
  const place = `${file.path}:${placeOf(file.text, call.range.start)} ${text.value}`;
  const by = !logs
    ? ';'
    : value
      ? `logValue(${file.text.slice(value.range.start, value.range.end)}, ${utf8Arguments(place)})`
      : `logText(${utf8Arguments(place)})`;
  pass.edits.push([call.range.start, call.range.end, by]);
}

/** The compiler evaluates the target of a compound assignment to an accessor twice. */
function refuseDoubleTarget(file: SourceFile, node: Node): void {
  const target = compoundTarget(file, node);
  if (!target || !file.text.slice(target.range.start, target.range.end).includes('(')) return;
  throw sourceError(file.path, file.text, node.range.start, 'hold the value in a variable first');
}

function compoundTarget(file: SourceFile, node: Node): Node | undefined {
  if (node.kind === kinds.binary) {
    const operator = file.text.slice(node.left.range.end, node.right.range.start).trim();
    return compound.test(operator) ? node.left : undefined;
  }
  if (node.kind === kinds.postfix) return node.operand;
  if (node.kind === kinds.prefix && /^(\+\+|--)/.test(file.text.slice(node.range.start))) return node.operand;
  return undefined;
}

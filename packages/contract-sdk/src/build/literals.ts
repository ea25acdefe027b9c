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
/** Functions of amounts, which abort: all their arguments are u64. */
const amounts = new Set(['add', 'sub', 'mul', 'mulDiv']);
const compound = /^(\+|-|\*|\/|%|&|\||\^|<<|>>|>>>|\*\*)=$/;

/**
 * Turns text literals of the library's functions into static data, collects abort texts and query names, keeps `log` calls and
 * marks the places of what can abort, or drops both, and refuses compound assignments that the compiler would evaluate twice.
 * Spec: 12 §4.3, §11
 */
export function literalPass(file: SourceFile, logs: boolean): LiteralPass {
  const pass: LiteralPass = { edits: [], aborts: [], queries: [] };
  /** End of the last `log` statement, which is rewritten as a whole. */
  let logEnd = 0;
  walk(file.statements, (node) => {
    if (node.kind === kinds.expression && visitLog(file, node, logs, pass)) logEnd = node.expression.range.end;
    if (node.kind === kinds.call && node.range.start >= logEnd) {
      visitCall(file, node, pass);
      if (logs) markCall(file, node, pass);
    }
    refuseDoubleTarget(file, node);
  });
  return pass;
}

/** Has the place of a call noted right before it runs, by way of an argument. */
function markCall(file: SourceFile, call: Node, { edits }: LiteralPass): void {
  const name: string = call.expression?.text ?? '';
  const args = call.args as Node[];
  const place = utf8Arguments(`${file.path}:${placeOf(file.text, call.range.start)}`);
  const wrap = (arg: Node | undefined, type: string): void => {
    if (!arg) return;
    edits.push([arg.range.start, arg.range.start, `marked${type}(`], [arg.range.end, arg.range.end, `, ${place})`]);
  };
  if (amounts.has(name)) wrap(args.at(-1), '<u64>');
  else if (name === 'ensure') wrap(args[0], '<bool>');
  else if (name === 'panicWith') wrap(args[0], '');
  else if (name === 'panic' && args.length === 1) markPanic(args[0], place, edits);
  else if (call.expression?.property?.text === 'at') wrap(args.at(-1), '');
}

/** A literal stands for address and length: the address carries the place. */
function markPanic(arg: Node, place: string, edits: Edit[]): void {
  const at = edits.findIndex(([from, to]) => from === arg.range.start && to === arg.range.end);
  const [address, length] = (edits[at]?.[2] ?? '').split(/, (?=\d+$)/);
  if (address && length) edits[at] = [arg.range.start, arg.range.end, `marked<usize>(${address}, ${place}), ${length}`];
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
function visitLog(file: SourceFile, statement: Node, logs: boolean, pass: LiteralPass): boolean {
  const call: Node = statement.expression;
  if (call?.kind !== kinds.call || call.expression?.text !== 'log') return false;
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
  return true;
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

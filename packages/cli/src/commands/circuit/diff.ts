import { fr } from '@eventide/crypto/fields/fr';
import { scopeOf } from '@eventide/plonk/composer/composer';
import { type Layout, type Row, SELECTORS, WIRES } from '@eventide/plonk/composer/row';
import { rowDigest } from '@eventide/plonk/digest';
import type { Input, Io, Outcome } from '../../command.ts';
import { EXIT } from '../../exit.ts';
import { formatFields, formatTable } from '../../output.ts';
import { findCircuit, layoutOf } from './findCircuit.ts';
import { outerScopes } from './look.ts';

/** Where two circuits begin to differ, and what each gadget takes in both; exit 3 unless they are the same. Spec: 13 §2.2 */
export function circuitDiff(_io: Io, input: Input): Outcome {
  const [nameA = '', nameB = ''] = input.args;
  const [a, b] = [layoutOf(findCircuit(nameA)), layoutOf(findCircuit(nameB))];
  const facts = (circuit: string, layout: Layout) => ({
    circuit,
    rows: layout.rows.length,
    publicInputs: layout.publicRows.length,
    digest: rowDigest(layout),
  });
  const [factsA, factsB] = [facts(nameA, a), facts(nameB, b)];
  const equal = factsA.digest === factsB.digest;
  const firstRow = equal ? null : firstDifference(a, b);
  const gadgets = gadgetRows(a, b).filter((it) => it.a !== it.b);
  const report = { equal, a: factsA, b: factsB, firstRow, gadgets };
  const summary = formatFields({
    [nameA]: `${factsA.rows} rows, ${factsA.publicInputs} public inputs`,
    [nameB]: `${factsB.rows} rows, ${factsB.publicInputs} public inputs`,
    same: equal ? 'yes, row by row' : 'no',
    'first row':
      firstRow === null
        ? undefined
        : `${firstRow.row}: ${firstRow.a ?? 'none'} | ${firstRow.b ?? 'none'} (${firstRow.columns.join(' ')})`,
  });
  const table = formatTable([['gadget', nameA, nameB], ...gadgets.map((it) => [it.path, String(it.a), String(it.b)])]);
  return {
    json: report,
    human: gadgets.length === 0 ? summary : `${summary}\n\n${table}`,
    exit: equal ? EXIT.done : EXIT.checkedFalse,
  };
}

/** Gadgets on either side at the first differing row, and which columns differ. */
function firstDifference(a: Layout, b: Layout) {
  const [openA, openB] = [new Set(a.publicRows), new Set(b.publicRows)];
  const most = Math.max(a.rows.length, b.rows.length);
  for (let row = 0; row < most; row++) {
    const [rowA, rowB] = [a.rows[row], b.rows[row]];
    const columns = rowA === undefined || rowB === undefined ? ['rows'] : differing(rowA, rowB);
    if (openA.has(row) !== openB.has(row)) columns.push('public');
    if (columns.length > 0) return { row, a: rowA ? scopeOf(a, row) : null, b: rowB ? scopeOf(b, row) : null, columns };
  }
  return null;
}

function differing(a: Row, b: Row): string[] {
  return [
    ...SELECTORS.filter((name) => fr.reduce(a[name] ?? 0n) !== fr.reduce(b[name] ?? 0n)),
    ...WIRES.filter((name) => (a[name] ?? 0) !== (b[name] ?? 0)),
  ];
}

function gadgetRows(a: Layout, b: Layout): { path: string; a: number; b: number }[] {
  const rows = new Map<string, { a: number; b: number }>();
  const add = (side: 'a' | 'b', layout: Layout) => {
    for (const { path, rows: count } of outerScopes(layout)) {
      const entry = rows.get(path) ?? { a: 0, b: 0 };
      entry[side] += count;
      rows.set(path, entry);
    }
  };
  add('a', a);
  add('b', b);
  return [...rows].map(([path, counts]) => ({ path, ...counts }));
}

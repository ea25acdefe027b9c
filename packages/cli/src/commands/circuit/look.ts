import { resolve } from 'node:path';
import { toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { blake3, sha256 } from '@eventide/crypto/hash';
import { checkRelations } from '@eventide/plonk/check';
import { circuitStream } from '@eventide/plonk/circuitStream';
import { type Layout, SELECTORS } from '@eventide/plonk/composer/row';
import { rowDigest } from '@eventide/plonk/digest';
import { domainFor } from '@eventide/plonk/domain';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { walletVerifierData } from '@eventide/sdk/prover/circuits';
import type { Input, Io, Outcome } from '../../command.ts';
import { writeWhole } from '../../config/files.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { formatFields, formatTable } from '../../output.ts';
import { composed, findCircuit, layoutOf, readWitness } from './findCircuit.ts';
import { verifierDigest } from './verifierDigests.ts';

/** Shape, digests and gadgets of a circuit, laid out here and now. Spec: 13 §2.2 */
export function circuitShow(_io: Io, input: Input): Outcome {
  const [name = ''] = input.args;
  const found = findCircuit(name);
  const layout = layoutOf(found);
  const { size } = domainFor(layout.rows.length);
  const gadgets = outerScopes(layout);
  const report = {
    name,
    label: found.circuit.label,
    rows: layout.rows.length,
    log2: Math.log2(size),
    spareRows: size - layout.rows.length,
    publicInputs: layout.publicRows.length,
    witnesses: layout.witnessCount,
    digest: rowDigest(layout),
    streamDigest: toHex(blake3(circuitStream(layout))),
    verifierDigest: verifierDigest(name),
    gadgets,
    selectors: selectorCounts(layout),
  };
  const { gadgets: _, selectors, ...fields } = report;
  const used = Object.entries(selectors).map(([selector, count]) => `${selector} ${count}`);
  const table = formatTable([
    ['gadget', 'from row', 'rows'],
    ...gadgets.map(({ path, start, rows }) => [path, String(start), String(rows)]),
  ]);
  return { json: report, human: `${formatFields({ ...fields, selectors: used.join(', ') })}\n\n${table}` };
}

/** Every relation of every row, without a proof; exit 3 and the first failing row with its gadget. Spec: 13 §2.2, 02 §4.2 */
export async function circuitCheck(io: Io, input: Input): Promise<Outcome> {
  const [name = '', text] = input.args;
  const found = findCircuit(name);
  const { layout, assignment } = composed(found, await readWitness(io, name, text));
  const broken = checkRelations(layout, assignment);
  const report = {
    circuit: name,
    holds: broken.length === 0,
    rows: layout.rows.length,
    publicInputs: assignment.publicInputs.map((value) => toHex(fr.encode(value))),
    broken,
  };
  const [first] = broken;
  const human =
    first === undefined
      ? `all ${report.rows} rows hold${text === undefined ? ' for a made-up payment' : ''}`
      : formatFields({
          'first failing row': `${first.row} of ${report.rows}`,
          gadget: first.path || 'outside any gadget',
          relation: first.widget,
          'further rows':
            broken.length > 1
              ? broken
                  .slice(1)
                  .map(({ row }) => row)
                  .join(' ')
              : undefined,
        });
  return { json: report, human, exit: first === undefined ? EXIT.done : EXIT.checkedFalse };
}

/** Verifier data or the reference's stream of a circuit, as hex or into a file. Spec: 02 §11.1, §11.4 */
export function circuitExport(io: Io, input: Input): Outcome {
  const [name = ''] = input.args;
  const { verifier, stream, out } = input.options;
  if ((verifier === true) === (stream === true))
    throw new CliError('CLI_USAGE', { expected: '--verifier or --stream' });
  const found = findCircuit(name);
  const bytes = verifier === true ? encodeVerifierData(walletVerifierData(name)) : circuitStream(layoutOf(found));
  const what = verifier === true ? 'verifier' : 'stream';
  const facts = { circuit: name, what, size: bytes.length, sha256: toHex(sha256(bytes)) };
  if (typeof out !== 'string') return { json: { ...facts, bytes: toHex(bytes) }, human: toHex(bytes) };
  const file = resolve(io.folder, out);
  writeWhole(file, bytes);
  return { json: { ...facts, file }, human: formatFields({ wrote: file, bytes: bytes.length, sha256: facts.sha256 }) };
}

/** The outermost gadgets in the order of their rows. */
export function outerScopes({ scopes }: Layout): { path: string; start: number; rows: number }[] {
  return scopes
    .filter(({ path }) => !path.includes('/'))
    .map(({ path, start, end }) => ({ path, start, rows: end - start }))
    .sort((a, b) => a.start - b.start);
}

/** Rows in which each selector is used. */
function selectorCounts({ rows }: Layout): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows)
    for (const selector of SELECTORS) if (row[selector]) counts[selector] = (counts[selector] ?? 0) + 1;
  return counts;
}

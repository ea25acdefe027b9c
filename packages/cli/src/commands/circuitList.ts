import type { Circuit } from '@eventide/plonk/circuit';
import { layOut } from '@eventide/plonk/composer/composer';
import { rowDigest } from '@eventide/plonk/digest';
import { domainFor } from '@eventide/plonk/domain';
import { phoenixCircuits } from '@eventide/tx/phoenix/circuit/set';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { formatTable } from '../output.ts';

const SETS = ['aegis', 'sound-1'] as const;

type CircuitReport = {
  readonly name: string;
  readonly rows: number;
  readonly log2: number;
  readonly spareRows: number;
  readonly publicInputs: number;
  readonly digest: string;
};

/** Every circuit, laid out here and now: the digest covers all rows, so two programs that agree on it have the same circuit. Spec: 13 §2.2 */
export function circuitList(io: Io, input: Input): Outcome {
  const chosen = input.options.set;
  if (chosen !== undefined && !SETS.some((name) => name === chosen)) {
    throw new CliError('CLI_BAD_INPUT', { what: '--set', text: String(chosen), expected: SETS.join(', ') });
  }
  const circuits = SETS.filter((name) => chosen === undefined || name === chosen).flatMap((set): CircuitReport[] => {
    if (io.isTerminal && !input.flags.quiet) io.err(`laying out the circuits of ${set} …\n`);
    return phoenixCircuits(set).map((circuit) => describe(circuit as Circuit<unknown>));
  });
  const rows = circuits.map(({ name, rows: count, log2, spareRows, publicInputs, digest }) => [
    name,
    String(count),
    `2^${log2}`,
    String(spareRows),
    String(publicInputs),
    digest,
  ]);
  return { json: { circuits }, human: formatTable([['name', 'rows', 'size', 'spare', 'public', 'digest'], ...rows]) };
}

function describe(circuit: Circuit<unknown>): CircuitReport {
  const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
  const rows = layout.rows.length;
  const { size } = domainFor(rows);
  return {
    name: circuit.name,
    rows,
    log2: Math.log2(size),
    spareRows: size - rows,
    publicInputs: layout.publicRows.length,
    digest: rowDigest(layout),
  };
}

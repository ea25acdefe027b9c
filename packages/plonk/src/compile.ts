import { utf8 } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Column, Pool, Workspace } from '@eventide/kernels';
import { type Bases, freeBases, loadBases } from '@eventide/kernels/msm/msm';
import { type Circuit, quotientTail } from './circuit.ts';
import { layOut } from './composer/composer.ts';
import { type Layout, type Row, SELECTORS, type Selector, WIRES, type Wire } from './composer/row.ts';
import { COSET_SHIFT, type Domain, domainFor, rootOfUnity, WIRE_COSETS } from './domain.ts';
import { PlonkError } from './errors.ts';
import { KEY_COMMITMENTS, type KeyCommitment, type VerifierData } from './keys/verifierData.ts';
import { commitAll } from './prover/commit.ts';
import { COSETS, type KeyCoset, type ProverKey } from './prover/key.ts';
import { quotientOnCoset } from './prover/programs.ts';
import { firstPowers, type Srs } from './srs/srs.ts';

const KEY_NAMES: Readonly<Record<Selector, KeyCommitment>> = {
  qM: 'q_m',
  qL: 'q_l',
  qR: 'q_r',
  qO: 'q_o',
  qF: 'q_f',
  qC: 'q_c',
  qArith: 'q_arith',
  qRange: 'q_range',
  qLogic: 'q_logic',
  qFixed: 'q_fixed_group_add',
  qVariable: 'q_variable_group_add',
};
const SIGMAS = ['s_sigma_1', 's_sigma_2', 's_sigma_3', 's_sigma_4'] as const;
const IDENTITY = Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0xc0 : 0));

export type CompileOptions = {
  /** Verifier data known from elsewhere (pinned by its digest): spares the 15 commitments. */
  readonly verifierData?: VerifierData | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Lays a circuit out and makes its columns resident in the pool: once per circuit and process. Without `verifierData` it
 * also commits to them, 15 sums of n terms.
 * @throws PlonkError PLONK_BAD_SIZE, PLONK_SRS_SHORT
 * Spec: 02 §6
 */
export async function compile<Inputs>(
  circuit: Circuit<Inputs>,
  srs: Srs,
  pool: Pool,
  options: CompileOptions = {},
): Promise<ProverKey<Inputs>> {
  const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
  const rows = layout.rows.length;
  const domain = domainFor(rows);
  const tail = quotientTail(circuit.blinding);
  if (domain.size < tail) throw new PlonkError('PLONK_BAD_SIZE', { rows, least: tail });
  const bases = await loadBases(pool, firstPowers(srs, domain.size + tail), {
    format: srs.format,
    checkSubgroup: !srs.trusted,
    signal: options.signal,
  });
  const workspace = pool.open({ signal: options.signal });
  try {
    const selectors = await selectorColumns(workspace, layout, domain);
    const sigmas = await sigmaColumns(workspace, layout, domain);
    const point = workspace.column(domain.size);
    await workspace.fillPowers(point, domain.omega);
    const permutation = [...(await copies(workspace, sigmas)), point];
    const coefficients = new Map<KeyCommitment, Column>(selectors);
    SIGMAS.forEach((name, i) => {
      coefficients.set(name, sigmas[i] as Column);
    });
    await workspace.toCoefficients([...coefficients.values()]);

    const active = {
      range: selectors.has('q_range'),
      logic: selectors.has('q_logic'),
      fixedBase: selectors.has('q_fixed_group_add'),
      variableBase: selectors.has('q_variable_group_add'),
    };
    const quotientColumns = QUOTIENT_ORDER.flatMap((name) => coefficients.get(name) ?? []);
    const verifierData = options.verifierData ?? {
      label: utf8(circuit.label),
      keyRows: rows,
      commitments: await commitToKey(pool, bases, coefficients, options.signal),
      openingKey: srs.openingKey,
      publicRows: layout.publicRows,
      size: domain.size,
      constraints: rows,
    };
    checkSameCircuit(verifierData, layout, domain);
    const parts = { verifierData, bases, coefficients, permutation, quotientColumns, active };
    // `close` lives as long as the key: nothing in this function may capture the layout with its row objects.
    return {
      circuit,
      ...parts,
      pool,
      domain,
      blinding: circuit.blinding,
      rows,
      witnessCount: layout.witnessCount,
      wires: wireNumbers(layout),
      cosets: keyCosets(domain),
      quotient: quotientOnCoset(active),
      workspace,
      close() {
        workspace.close();
        freeBases(bases);
      },
    };
  } catch (error) {
    workspace.close();
    freeBases(bases);
    throw error;
  }
}

async function commitToKey(
  pool: Pool,
  bases: Bases,
  coefficients: ReadonlyMap<KeyCommitment, Column>,
  signal: AbortSignal | undefined,
): Promise<VerifierData['commitments']> {
  const names = KEY_COMMITMENTS.filter((name) => coefficients.has(name));
  const polynomials = names.map((name) => ({ low: coefficients.get(name) as Column, tail: [] }));
  const points = await commitAll(pool, bases, polynomials, signal);
  return Object.fromEntries(
    // A selector that no row uses is the zero polynomial, which commits to the identity.
    KEY_COMMITMENTS.map((name) => [name, points[names.indexOf(name)] ?? IDENTITY]),
  ) as VerifierData['commitments'];
}

/** One column per selector that some row uses; the arithmetic ones always. */
async function selectorColumns(
  workspace: Workspace,
  { rows }: Layout,
  domain: Domain,
): Promise<Map<KeyCommitment, Column>> {
  const columns = new Map<KeyCommitment, Column>();
  const encoded = new Map<bigint, Uint8Array>();
  for (const selector of SELECTORS) {
    const bytes = new Uint8Array(32 * rows.length);
    let used = !['qRange', 'qLogic', 'qFixed', 'qVariable'].includes(selector);
    rows.forEach((row, i) => {
      const value = row[selector];
      if (!value) return;
      used = true;
      let encoding = encoded.get(value);
      if (encoding === undefined) {
        encoding = fr.encode(fr.reduce(value));
        encoded.set(value, encoding);
      }
      bytes.set(encoding, 32 * i);
    });
    if (!used) continue;
    const column = workspace.column(domain.size);
    await workspace.write(column, bytes);
    columns.set(KEY_NAMES[selector], column);
  }
  return columns;
}

/** σ1…σ4 on the domain: every position names the next position of its witness. Spec: 02 §6 step 2 */
async function sigmaColumns(workspace: Workspace, { rows, witnessCount }: Layout, domain: Domain): Promise<Column[]> {
  const { size } = domain;
  const targets = WIRES.map((_, k) => Uint32Array.from({ length: size }, (__, i) => k * size + i));
  const first = new Int32Array(witnessCount).fill(-1);
  const last = new Int32Array(witnessCount);
  const link = (from: number, to: number) => {
    (targets[Math.floor(from / size)] as Uint32Array)[from % size] = to;
  };
  rows.forEach((row, i) => {
    WIRES.forEach((name, k) => {
      const wire = row[name] ?? 0;
      const position = k * size + i;
      if (first[wire] === -1) first[wire] = position;
      else link(last[wire] as number, position);
      last[wire] = position;
    });
  });
  first.forEach((position, wire) => {
    if (position >= 0) link(last[wire] as number, position);
  });

  // Values come from the kernels: K·ω^i for the four cosets, then every position copies its target.
  const names: Uint8Array[] = [];
  const scratch = workspace.column(size);
  for (const coset of WIRE_COSETS) {
    await workspace.fillPowers(scratch, domain.omega, coset);
    names.push(await workspace.read(scratch));
  }
  workspace.free(scratch);
  // Eight 32-bit words per element: copies of numbers leave no garbage.
  const words = names.map((bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, 8 * size));
  const columns: Column[] = [];
  for (const target of targets) {
    const values = new Uint32Array(8 * size);
    target.forEach((position, i) => {
      const source = words[Math.floor(position / size)] as Uint32Array;
      const at = 8 * (position % size);
      for (let k = 0; k < 8; k++) values[8 * i + k] = source[at + k] as number;
    });
    const column = workspace.column(size);
    await workspace.write(column, new Uint8Array(values.buffer));
    columns.push(column);
  }
  return columns;
}

const QUOTIENT_ORDER: readonly KeyCommitment[] = [
  ...SIGMAS,
  'q_m',
  'q_l',
  'q_r',
  'q_o',
  'q_f',
  'q_c',
  'q_arith',
  'q_range',
  'q_logic',
  'q_fixed_group_add',
  'q_variable_group_add',
];

function keyCosets(domain: Domain): KeyCoset[] {
  const step = rootOfUnity(domain.log2 + 3);
  return Array.from({ length: COSETS }, (_, j) => {
    const shift: Fr = fr.mul(COSET_SHIFT, fr.pow(step, BigInt(j)));
    return { shift, power: fr.pow(shift, BigInt(domain.size)) };
  });
}

async function copies(workspace: Workspace, columns: readonly Column[]): Promise<Column[]> {
  const out = columns.map(({ length }) => workspace.column(length));
  await Promise.all(columns.map((column, i) => workspace.copy(column, out[i] as Column)));
  return out;
}

function wireNumbers({ rows }: Layout): [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const numbers = (name: (typeof WIRES)[number]) => Uint32Array.from(rows, (row: Row): Wire => row[name] ?? 0);
  return [numbers('a'), numbers('b'), numbers('c'), numbers('d')];
}

/** Verifier data of another circuit would make proofs that nobody accepts. */
function checkSameCircuit(data: VerifierData, layout: Layout, domain: Domain): void {
  const same =
    data.keyRows === layout.rows.length &&
    data.constraints === layout.rows.length &&
    data.size === domain.size &&
    data.publicRows.length === layout.publicRows.length &&
    data.publicRows.every((row, i) => row === layout.publicRows[i]);
  if (!same) throw new PlonkError('PLONK_ROWS_DIFFER', { rows: layout.rows.length, key: data.keyRows });
}

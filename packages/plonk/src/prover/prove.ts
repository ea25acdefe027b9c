import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { RandomBytes } from '@eventide/crypto/random';
import type { Column, Workspace } from '@eventide/kernels';
import { quotientTail } from '../circuit.ts';
import { Composer } from '../composer/composer.ts';
import type { Assignment } from '../composer/row.ts';
import { type DomainValues, domainValues } from '../domain.ts';
import { PlonkError } from '../errors.ts';
import type { KeyCommitment } from '../keys/verifierData.ts';
import { linearise, OPENED_AT_NEXT, openedAtZ } from '../linearise.ts';
import { encodeProof, type Proof, type ProofCommitment } from '../proof.ts';
import { evaluationRound, permutationRound, quotientRound, seedTranscript, wireRound } from '../transcript/rounds.ts';
import { createVerifier, verify } from '../verifier/verifier.ts';
import type { PlonkVersion } from '../version.ts';
import { commitAll } from './commit.ts';
import type { ProverKey } from './key.ts';
import { evaluateAll, openingQuotient } from './openings.ts';
import { permutationPolynomial } from './permutation.ts';
import type { Polynomial } from './polynomial.ts';
import { quotientParts } from './quotient.ts';
import { blind, drawBlinders, witnessWords, writeWire } from './wires.ts';

/** What a prover is busy with; `key` belongs to `compile`. */
export type ProvePhase = 'key' | 'witness' | 'commit' | 'quotient' | 'open' | 'check';

export type ProveOptions = {
  /** 64 bytes per blinder. A proof whose blinders are known or used twice hides nothing. */
  readonly random: RandomBytes;
  /** Default V3. V1 is unsound: it is verified for history and never made. */
  readonly version?: Exclude<PlonkVersion, 'V1'> | undefined;
  readonly onPhase?: ((phase: ProvePhase) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type Proven = {
  /** 1008 bytes, verified before they are returned. */
  readonly proof: Uint8Array;
  /** In the order of the key's rows. */
  readonly publicInputs: readonly Fr[];
};

/**
 * Proves the circuit for these inputs: 11 sums of n terms and about 41 transforms.
 * @throws PlonkError PLONK_UNSATISFIED if the inputs do not satisfy the circuit, PLONK_ROWS_DIFFER if they have another shape
 * Spec: 02 §8
 */
export async function prove<Inputs>(key: ProverKey<Inputs>, inputs: Inputs, options: ProveOptions): Promise<Proven> {
  const composer = new Composer();
  options.onPhase?.('witness');
  key.circuit.compose(composer, inputs);
  if (composer.rows !== key.rows || composer.witnessCount !== key.witnessCount) {
    throw new PlonkError('PLONK_ROWS_DIFFER', { rows: composer.rows, key: key.rows });
  }
  return proveAssignment(key as unknown as ProverKey<never>, composer.assignment(), options);
}

/** As `prove`, for witness values that are at hand. */
export async function proveAssignment(
  key: ProverKey<never>,
  assignment: Assignment,
  { random, version = 'V3', onPhase, signal }: ProveOptions,
): Promise<Proven> {
  if ((version as PlonkVersion) === 'V1') throw new PlonkError('PLONK_BAD_VERSION', { version });
  const workspace = key.pool.open({ signal });
  try {
    const proof = await runRounds(key, workspace, assignment, { random, version, onPhase, signal });
    onPhase?.('check');
    const bytes = encodeProof(proof);
    if (!verify(createVerifier(key.verifierData), bytes, assignment.publicInputs, version).ok) {
      throw new PlonkError('PLONK_UNSATISFIED');
    }
    return { proof: bytes, publicInputs: assignment.publicInputs };
  } finally {
    workspace.close();
  }
}

async function runRounds(
  key: ProverKey<never>,
  workspace: Workspace,
  { witnesses, publicInputs }: Assignment,
  { random, version = 'V3', onPhase, signal }: ProveOptions,
): Promise<Proof> {
  const { pool, bases, blinding, domain, verifierData } = key;
  const { size } = domain;
  const transcript = seedTranscript(verifierData, version);
  const commit = (polynomials: readonly Polynomial[]) => commitAll(pool, bases, polynomials, signal);

  const words = witnessWords(witnesses);
  const values = key.wires.map(() => workspace.column(size));
  for (const [i, wires] of key.wires.entries()) await writeWire(workspace, values[i] as Column, words, wires);
  const lows = await copyAll(workspace, values);
  await workspace.toCoefficients(lows);
  const counts = [blinding.a, blinding.b, blinding.c, blinding.d];
  const wires: Polynomial[] = [];
  for (const [i, low] of lows.entries()) {
    wires.push(await blind(workspace, low, drawBlinders(random, counts[i] as number)));
  }
  onPhase?.('commit');
  const [a_comm, b_comm, c_comm, d_comm] = (await commit(wires)) as Quartet;
  const wireChallenges = wireRound(transcript, publicInputs, { a_comm, b_comm, c_comm, d_comm });

  const z = await permutationPolynomial(key, workspace, values, wireChallenges, drawBlinders(random, blinding.z));
  workspace.free(...values);
  const [z_comm] = (await commit([z])) as [Uint8Array];
  const challenges = { ...wireChallenges, ...permutationRound(transcript, z_comm) };

  onPhase?.('quotient');
  const pi = workspace.column(size);
  for (const [i, row] of verifierData.publicRows.entries()) {
    await workspace.write(pi, fr.encode(publicInputs[i] as Fr), { from: row });
  }
  await workspace.toCoefficients([pi]);
  const tail = quotientTail(blinding);
  const quotientInput = { wires, z, publicInputs: pi, challenges };
  const parts = await quotientParts(key, workspace, quotientInput, tail, drawBlinders(random, 3));
  const [t_low_comm, t_mid_comm, t_high_comm, t_fourth_comm] = (await commit(parts)) as Quartet;
  const point = quotientRound(transcript, { t_low_comm, t_mid_comm, t_high_comm, t_fourth_comm });

  onPhase?.('open');
  const known = polynomialsByName(key, wires, z, parts);
  const next = fr.mul(point, domain.omega);
  const evaluations = await evaluateProof(workspace, known, point, next, size);
  const { v, vW } = evaluationRound(transcript, evaluations);
  const [domainAtPoint] = domainValues([{ domain, inverseRoots: [], publicInputs: [], x: point }]) as [DomainValues];
  const factors = new Map(linearise({ values: domainAtPoint, evaluations, challenges, z: point }));
  let power = 1n;
  for (const [name] of openedAtZ(version)) {
    power = fr.mul(power, v);
    factors.set(name, fr.add(factors.get(name) ?? 0n, power));
  }
  const atZ = [...factors].flatMap(([name, factor]) => {
    const polynomial = known.get(name);
    return polynomial === undefined ? [] : [[polynomial, factor] as const];
  });
  power = 1n;
  const atNext = OPENED_AT_NEXT.map(([name]) => {
    const term = [known.get(name) as Polynomial, power] as const;
    power = fr.mul(power, vW);
    return term;
  });
  const [w_z_chall_comm, w_z_chall_w_comm] = (await commit([
    await openingQuotient(workspace, atZ, point),
    await openingQuotient(workspace, atNext, next),
  ])) as [Uint8Array, Uint8Array];

  const wireCommitments = { a_comm, b_comm, c_comm, d_comm, z_comm };
  const quotientCommitments = { t_low_comm, t_mid_comm, t_high_comm, t_fourth_comm };
  return {
    commitments: { ...wireCommitments, ...quotientCommitments, w_z_chall_comm, w_z_chall_w_comm },
    evaluations,
  };
}

type Quartet = [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
type Named = ReadonlyMap<KeyCommitment | ProofCommitment, Polynomial>;

function polynomialsByName(
  key: ProverKey<never>,
  [a, b, c, d]: readonly Polynomial[],
  z: Polynomial,
  [low, mid, high, fourth]: readonly Polynomial[],
): Named {
  const named = new Map<KeyCommitment | ProofCommitment, Polynomial>();
  // Selectors that no row uses are missing: they are zero.
  for (const [name, column] of key.coefficients) named.set(name, { low: column, tail: [] });
  const own = { a_comm: a, b_comm: b, c_comm: c, d_comm: d, z_comm: z };
  const parts = { t_low_comm: low, t_mid_comm: mid, t_high_comm: high, t_fourth_comm: fourth };
  for (const [name, polynomial] of Object.entries({ ...own, ...parts })) {
    named.set(name as ProofCommitment, polynomial as Polynomial);
  }
  return named;
}

/** Spec: 02 §8 step 4 */
async function evaluateProof(
  workspace: Workspace,
  known: Named,
  point: Fr,
  next: Fr,
  size: number,
): Promise<Proof['evaluations']> {
  const here = openedAtZ('V3');
  const evaluate = async (opened: typeof here, at: Fr) => {
    const polynomials = opened.map(([name]) => known.get(name) as Polynomial);
    const values = await evaluateAll(workspace, polynomials, at, size);
    return opened.map(([, name], i) => [name, values[i] as Fr] as const);
  };
  const entries = [...(await evaluate(here, point)), ...(await evaluate(OPENED_AT_NEXT, next))];
  return Object.fromEntries(entries) as Proof['evaluations'];
}

async function copyAll(workspace: Workspace, columns: readonly Column[]): Promise<Column[]> {
  const out = columns.map(({ length }) => workspace.column(length));
  for (const [i, column] of columns.entries()) await workspace.copy(column, out[i] as Column);
  return out;
}

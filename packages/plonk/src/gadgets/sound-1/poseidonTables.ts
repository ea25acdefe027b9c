import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { HADES_PARTIAL_ROUNDS, HADES_WIDTH, hadesConstants } from '@eventide/crypto/poseidon/hades';

/** Σ coefficients[i]·variables[i] + constant = 0. */
export type LinearRelation = {
  readonly variables: readonly string[];
  readonly coefficients: readonly Fr[];
  readonly constant: Fr;
};

/** A linear layer as sparse relations. `functionals` give every variable from the S-box outputs that vary. Spec: 10 §3.2 */
export type LayerTable = {
  readonly relations: readonly LinearRelation[];
  readonly functionals: ReadonlyMap<string, readonly Fr[]>;
};

export type PoseidonTables = {
  /** Every lane varies. */
  readonly layer5: LayerTable;
  /** Lane 0 is constant. */
  readonly layer4: LayerTable;
  /** One relation per partial round, then five for the lanes of the round after. Spec: 10 §3.3 */
  readonly partial: readonly LinearRelation[];
};

type Vector = readonly Fr[];

const LANES = [0, 1, 2, 3, 4] as const;
const FIRST_PARTIAL = 4;
/** Outputs of the last full round, outputs of the partial rounds. */
const DIMENSION = HADES_WIDTH + HADES_PARTIAL_ROUNDS;

let cached: PoseidonTables | undefined;

/** The tables, derived from the constants of the permutation at the first call (about 0.1 s) and kept. */
export function poseidonTables(): PoseidonTables {
  cached ??= { layer5: makeLayer5(), layer4: makeLayer4(), partial: makePartial() };
  return cached;
}

/**
 * x_i and y_j are scaled evaluations of one polynomial of degree ≤ 4 at points symmetric about −2.5, so the differences
 * o_i = U_i·x_i − V_i·y_i of all pairs lie in a plane of two dimensions. Spec: 10 §3.2
 */
function makeLayer5(): LayerTable {
  const { lanes, outputs, scaleX, scaleY } = cauchyLayer([...LANES]);
  const functionals = new Map<string, Vector>([...lanes, ...outputs]);
  for (const i of [0, 1]) {
    functionals.set(
      `o${i}`,
      combine([scaleX(i), fr.neg(scaleY(i))], [at(functionals, `x${i}`), at(functionals, `y${i}`)]),
    );
  }
  return layerTable(functionals, [
    ['x0', 'y0', 'o0'],
    ['x1', 'y1', 'o1'],
    ...[2, 3, 4].map((i) => ['o0', 'o1', `x${i}`, `y${i}`]),
    ['x0', 'x1', 'x2', 'o0', 'o1', 'x3'],
    ['x0', 'x1', 'x2', 'o0', 'o1', 'x4'],
  ]);
}

function makeLayer4(): LayerTable {
  const varying = [1, 2, 3, 4];
  const { lanes, outputs, scaleX, scaleY } = cauchyLayer(varying);
  const functionals = new Map<string, Vector>([...lanes, ...outputs]);
  const odd = (i: number) =>
    combine([scaleX(i), fr.neg(scaleY(i))], [at(functionals, `x${i}`), at(functionals, `y${i}`)]);
  const [odd2, odd3] = [odd(2), odd(3)];
  /** The point of the odd line that is coplanar with three lanes. */
  const onOddLine = (names: readonly string[]) => {
    const [c2, c3] = nullVector([odd2, odd3, ...names.map((name) => at(functionals, name))]) as [Fr, Fr];
    return combine([c2, c3], [odd2, odd3]);
  };
  functionals.set('A', onOddLine(['x0', 'x1', 'x2']));
  functionals.set('B', onOddLine(['x0', 'x1', 'x3']));
  return layerTable(functionals, [
    ...varying.map((i) => ['A', 'B', `x${i}`, `y${i}`]),
    ['A', 'x0', 'x1', 'x2'],
    ['B', 'x0', 'x1', 'x3'],
    ['x0', 'x1', 'x2', 'x3', 'x4'],
  ]);
}

/** Lanes and outputs of the matrix on the varying columns, and the scales that make them evaluations. */
function cauchyLayer(varying: readonly number[]) {
  const { mds } = hadesConstants();
  const lanes = LANES.map((i) => [`x${i}`, varying.map((j) => (mds[i] as Vector)[j] as Fr)] as const);
  const outputs = varying.map((j) => [`y${j}`, varying.map((k) => (k === j ? 1n : 0n))] as const);
  const factor = fr.mul((mds[0] as Vector)[0] as Fr, BigInt(HADES_WIDTH));
  const pole = (j: number) => fr.neg(BigInt(j + HADES_WIDTH));
  const scaleX = (i: number) => varying.reduce((product, j) => fr.mul(product, fr.sub(BigInt(i), pole(j))), 1n);
  const scaleY = (j: number) =>
    varying.reduce((product, k) => (k === j ? product : fr.mul(product, fr.sub(pole(j), pole(k)))), factor);
  return { lanes, outputs, scaleX, scaleY };
}

function layerTable(functionals: ReadonlyMap<string, Vector>, relations: readonly (readonly string[])[]): LayerTable {
  return {
    functionals,
    relations: relations.map((variables) => ({
      variables,
      coefficients: nullVector(variables.map((name) => at(functionals, name))),
      constant: 0n,
    })),
  };
}

/**
 * Writes every value of the partial rounds as a functional of Y_0…Y_4 and y_0…y_59 (with a constant at the end) and finds
 * the relations between neighbours. The hidden state has dimension four, so from round 5 on one combination of four
 * earlier inputs and five earlier outputs gives the next input, the same in every round. Spec: 10 §3.3
 */
function makePartial(): LinearRelation[] {
  const { rounds } = hadesConstants();
  const unit = (i: number): Vector => Array.from({ length: DIMENSION + 1 }, (_, k) => (k === i ? 1n : 0n));
  const variables = new Map<string, Vector>();
  for (const i of LANES) variables.set(`Y${i}`, unit(i));
  for (let k = 0; k < HADES_PARTIAL_ROUNDS; k++) variables.set(`y${k}`, unit(HADES_WIDTH + k));
  let lanes = matrixTimes(
    LANES.map((i) => at(variables, `Y${i}`)),
    rounds[FIRST_PARTIAL] as Vector,
  );
  for (let k = 0; k < HADES_PARTIAL_ROUNDS; k++) {
    variables.set(`X${k}`, lanes[4] as Vector);
    lanes = matrixTimes([...lanes.slice(0, 4), at(variables, `y${k}`)], rounds[FIRST_PARTIAL + k + 1] as Vector);
  }
  for (const i of LANES) variables.set(`L${i}`, lanes[i] as Vector);

  const range = (letter: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${letter}${from + i}`);
  const Y = range('Y', 0, 5);
  const relate = (names: readonly string[], known?: readonly Fr[]) => relation(variables, names, known);
  const begin = LANES.map((k) => relate([...Y, ...range('y', 0, k), `X${k}`]));
  const step = (k: number) => [...range('X', k - 4, k), ...range('y', k - 5, k), `X${k}`];
  const recurrence = relate(step(5)).coefficients;
  const steps = Array.from({ length: HADES_PARTIAL_ROUNDS - 5 }, (_, i) => relate(step(i + 5), recurrence));
  const end = LANES.map((t) => {
    const first = HADES_PARTIAL_ROUNDS - t;
    return relate([...range('X', first, HADES_PARTIAL_ROUNDS), ...range('L', 0, 5), `y${first - 1}`]);
  });
  return [...begin, ...steps, ...end];
}

function relation(
  values: ReadonlyMap<string, Vector>,
  variables: readonly string[],
  known?: readonly Fr[],
): LinearRelation {
  const vectors = variables.map((name) => at(values, name));
  const coefficients = known ?? nullVector(vectors.map((vector) => vector.slice(0, DIMENSION)));
  const constant = vectors.reduce((sum, vector, i) => sum + (coefficients[i] as Fr) * (vector[DIMENSION] as Fr), 0n);
  return { variables, coefficients, constant: fr.reduce(-constant) };
}

/** The matrix times five functionals, round constants added to their last entry. */
function matrixTimes(state: readonly Vector[], constants: Vector): Vector[] {
  const { mds } = hadesConstants();
  return mds.map((row, i) => {
    const sum = combine(row, state) as Fr[];
    sum[DIMENSION] = fr.add(sum[DIMENSION] as Fr, constants[i] as Fr);
    return sum;
  });
}

function combine(coefficients: readonly Fr[], vectors: readonly Vector[]): Vector {
  const out = new Array<Fr>((vectors[0] as Vector).length).fill(0n);
  vectors.forEach((vector, i) => {
    const coefficient = coefficients[i] as Fr;
    vector.forEach((entry, k) => {
      if (entry !== 0n) out[k] = (out[k] as Fr) + coefficient * entry;
    });
  });
  return out.map(fr.reduce);
}

/** The one combination of the vectors that vanishes, −1 at the vector that depends on the others. */
function nullVector(vectors: readonly Vector[]): Fr[] {
  const count = vectors.length;
  const rows = (vectors[0] as Vector)
    .map((_, d) => vectors.map((vector) => vector[d] as Fr))
    .filter((row) => row.some((entry) => entry !== 0n));
  const pivots: number[] = [];
  for (let column = 0; column < count; column++) {
    const rank = pivots.length;
    const found = rows.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (found < 0) continue;
    const pivot = rows[found] as Fr[];
    rows[found] = rows[rank] as Fr[];
    const inverse = fr.inv(pivot[column] as Fr);
    const scaled = pivot.map((entry) => fr.mul(entry, inverse));
    rows[rank] = scaled;
    rows.forEach((row, i) => {
      const factor = row[column] as Fr;
      if (i !== rank && factor !== 0n) {
        rows[i] = row.map((entry, k) => fr.sub(entry, fr.mul(factor, scaled[k] as Fr)));
      }
    });
    pivots.push(column);
  }
  const free = vectors.findIndex((_, i) => !pivots.includes(i));
  const out = new Array<Fr>(count).fill(0n);
  out[free] = fr.neg(1n);
  pivots.forEach((column, rank) => {
    out[column] = (rows[rank] as Fr[])[free] as Fr;
  });
  return out;
}

function at(values: ReadonlyMap<string, Vector>, name: string): Vector {
  return values.get(name) as Vector;
}

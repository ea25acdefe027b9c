import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR as G, JUBJUB_GENERATOR_NUMS as G2 } from '@eventide/crypto/jubjub/constants';
import { addJubJub, mulJubJub, negateJubJub, subJubJub } from '@eventide/crypto/jubjub/point';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { checkRelations } from '../../check.ts';
import { type Composer, layOut } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { rowDigest } from '../../digest.ts';
import { IDENTITY_WIRES, type PointWires, pointValue, pointWitness } from '../points.ts';
import { anchor, binaryDigits, commit, freeChain, linkedChain, ternaryDigits } from './chains.ts';
import { appendConstant, start } from './linear.ts';
import { assertOpening, merkleLevel } from './merkle.ts';
import { hash } from './poseidon.ts';
import { poseidonTables } from './poseidonTables.ts';
import { assertRange, splitLow128, splitLow250, truncate128, truncate250 } from './range.ts';
import { challengeInteger, verifyDoubleSignature, verifySignature } from './schnorr.ts';
import { addPoint, assertOnCurve, elgamal, mulOdd, oddTable, signedQuads, squaresOf } from './variableBase.ts';

type Gadget = { name: string; rows: number; rows_sha256: string; io?: Record<string, string | string[] | number> };
const vectors = loadVectors<{ gadgets: Gadget[] }>('circuits/sound-1-rows');
type TableRow = { vars: string[]; coeff: string[]; constant?: string };
const tables = loadVectors<{
  layer5: TableRow[];
  layer4_const_lane0: TableRow[];
  start: TableRow[];
  recurrence: TableRow;
  end: TableRow[];
}>('circuits/poseidon-tables');

/** Witnesses made before the digested rows; then the gadget, whose result is compared with `out` of the vector. */
type Builder = (c: Composer, io: NonNullable<Gadget['io']>) => () => unknown;
const big = (value: unknown) => BigInt(value as string);
const asPoint = (c: Composer, { u, v }: PointWires) => ({ u: c.value(u), v: c.value(v) });

const hashing: Builder = (c, io) => {
  const inputs = (io.in as string[]).map((value) => c.witness(big(value)));
  return () => c.value(hash(c, 'other', inputs));
};
const base = (c: Composer, point: PointWires, digits: Wire[]) => ({
  table: oddTable(c, point),
  multiplier: { digits, squares: squaresOf(c, digits) },
});
const builders: Record<string, Builder> = {
  'merkle level (needle at child 2)': (c, io) => {
    const needle = c.witness(big(io.needle));
    return () => c.value(merkleLevel(c, needle, (io.children as string[]).map(big)));
  },
  'range 64 (with anchor)': (c, io) => {
    const w = c.witness(big(io.in));
    return () => void assertRange(c, 64, w);
  },
  trunc128: (c, io) => {
    const w = c.witness(big(io.in));
    return () => c.value(truncate128(c, w));
  },
  trunc250: (c, io) => {
    const w = c.witness(big(io.in));
    return () => c.value(truncate250(c, w));
  },
  'commit 64-bit value, free blinder (with anchor)': (c, io) => {
    const w = c.witness(big(io.value));
    return () => {
      const chain = commit(c, w, big(io.blinder));
      anchor(c, chain);
      return asPoint(c, chain.end);
    };
  },
  'free fixed-base 159 ternary digits from a witness point (with anchor)': (c, io) => {
    const point = pointWitness(c, G);
    return () => {
      const chain = freeChain(c, point, G2, ternaryDigits(big(io.scalar)));
      anchor(c, chain);
      return asPoint(c, chain.end);
    };
  },
  'linked fixed-base 250 bits (with anchor)': (c, io) => {
    const w = c.witness(big(io.scalar));
    return () => {
      const chain = linkedChain(c, IDENTITY_WIRES, G, w, binaryDigits(big(io.scalar), 250));
      anchor(c, chain);
      return asPoint(c, chain.end);
    };
  },
  'variable base, 64 odd base-4 digits': (c, io) => {
    const point = pointWitness(c, mulJubJub(7n, G));
    const kappa = c.witness(big(io.kappa));
    return () => asPoint(c, mulOdd(c, [base(c, point, signedQuads(c, kappa, 64))]));
  },
  'variable base, 126 odd base-4 digits': (c) => {
    const point = pointWitness(c, mulJubJub(7n, G));
    const kappa = c.witness(3n ** 100n);
    return () => void mulOdd(c, [base(c, point, signedQuads(c, kappa, 126))]);
  },
  'Straus, two bases, 64 digits each': (c) => {
    const points = [7n, 9n].map((k) => pointWitness(c, mulJubJub(k, G)));
    const kappas = [123n, 456n].map((k) => c.witness(k));
    return () => {
      const digits = kappas.map((kappa) => signedQuads(c, kappa, 64));
      mulOdd(
        c,
        points.map((point, i) => base(c, point, digits[i] as Wire[])),
      );
    };
  },
  'on-curve': (c) => {
    const point = pointWitness(c, mulJubJub(7n, G));
    return () => assertOnCurve(c, point);
  },
  'point addition': (c) => {
    const p = pointWitness(c, mulJubJub(7n, G));
    return () => void addPoint(c, p, p);
  },
};

function schnorrCase(c: Composer, z?: bigint) {
  const key = mulJubJub(3n, G);
  const r = mulJubJub(8n, G);
  const message = 77n;
  const challenge = challengeInteger(poseidonDigest('other', [key.u, key.v, r.u, r.v, message]));
  const response = z ?? fl.reduce(8n - challenge * 3n);
  const [keyWires, rWires] = [pointWitness(c, key), pointWitness(c, r)];
  const m = c.witness(message);
  return () => {
    const h = hash(c, 'other', [keyWires.u, keyWires.v, rWires.u, rWires.v, m]);
    verifySignature(c, keyWires, rWires, h, response);
    return response;
  };
}

function doubleCase(c: Composer, secondSecret = 3n) {
  const points = [mulJubJub(3n, G), mulJubJub(secondSecret, G2), mulJubJub(8n, G), mulJubJub(8n, G2)] as const;
  const inputs = [...points.flatMap(({ u, v }) => [u, v]), 77n];
  const challenge = challengeInteger(poseidonDigest('other', inputs));
  const [a, a2, r, r2] = points.map((point) => pointWitness(c, point)) as [
    PointWires,
    PointWires,
    PointWires,
    PointWires,
  ];
  const m = c.witness(77n);
  return () => {
    const h = hash(c, 'other', [a.u, a.v, a2.u, a2.v, r.u, r.v, r2.u, r2.v, m]);
    verifyDoubleSignature(c, [a, a2], [r, r2], h, fl.reduce(8n - challenge * 3n));
  };
}

builders['Schnorr, 5-input challenge'] = (c) => schnorrCase(c);
builders['Schnorr double key, 9-input challenge'] = (c) => doubleCase(c);
builders['ElGamal pair t*P, t*G without table (with anchor)'] = (c) => {
  const table = oddTable(c, pointWitness(c, mulJubJub(7n, G)));
  return () => {
    const { shared, chain } = elgamal(c, table, 12_345n);
    anchor(c, chain);
    expect(asPoint(c, shared)).toEqual(mulJubJub(12_345n * 7n, G));
    expect(asPoint(c, chain.end)).toEqual(mulJubJub(12_345n, G));
  };
};

function run(build: (c: Composer) => () => unknown) {
  let first = 0;
  let result: unknown;
  const { layout, assignment } = layOut((c) => {
    start(c);
    const gadget = build(c);
    first = c.rows;
    result = gadget();
  });
  return { layout, first, result, broken: checkRelations(layout, assignment) };
}

describe('10 §3–§5 gadgets of sound-1', () => {
  const known = vectors.gadgets.filter(({ name }) => !name.startsWith('Citadel'));
  test.each(known)('10 §1 $name', ({ name, rows, rows_sha256, io }) => {
    const builder = name.startsWith('hash') ? hashing : (builders[name] as Builder);
    const { layout, first, result, broken } = run((c) => builder(c, io ?? {}));
    expect(layout.rows.length - first).toBe(rows);
    expect(rowDigest(layout, { start: first })).toBe(rows_sha256);
    expect(broken).toEqual([]);
    if (io?.out !== undefined) expect(result).toBe(big(io.out));
    if (io?.u !== undefined) expect(result).toEqual({ u: big(io.u), v: big(io.v) });
    if (io?.z !== undefined) expect(typeof result).toBe('bigint');
  });

  test('10 §3.2 §3.3 tables derived from the constants equal the published ones', () => {
    const { layer5, layer4, partial } = poseidonTables();
    const shape = (rows: readonly TableRow[]) => rows.map(({ vars, coeff }) => ({ vars, coeff: coeff.map(big) }));
    const ours = (rows: readonly { variables: readonly string[]; coefficients: readonly bigint[] }[]) =>
      rows.map(({ variables, coefficients }) => ({ vars: variables, coeff: coefficients }));
    expect(ours(layer5.relations)).toEqual(shape(tables.layer5));
    expect(ours(layer4.relations)).toEqual(shape(tables.layer4_const_lane0));
    expect(ours(partial.slice(0, 5))).toEqual(shape(tables.start));
    expect(ours(partial.slice(60))).toEqual(shape(tables.end));
    for (const relation of partial.slice(5, 60))
      expect(relation.coefficients).toEqual(tables.recurrence.coeff.map(big));
    expect([...partial.slice(0, 5), ...partial.slice(60)].map(({ constant }) => constant)).toEqual(
      [...tables.start, ...tables.end].map(({ constant }) => big(constant)),
    );
  });
});

describe('10 §10 forged witnesses are refused', () => {
  const value = big('0x6b977799aca478656a619e33d07ac2e7e975cbc809c759d7beaa44aa588755f5');
  const refused = (build: (c: Composer) => () => unknown) => expect(run(build).broken.length).toBeGreaterThan(0);

  test('10 §4 truncation of h + r', () => {
    refused((c) => {
      const h = c.witness(value);
      return () => splitLow128(c, h, value + fr.modulus);
    });
    refused((c) => {
      const h = c.witness(value);
      return () => splitLow250(c, h, value + fr.modulus);
    });
  });

  test('10 §4 a value of 2^bits, on every width in use', () => {
    for (const bits of [2, 6, 64, 122, 128, 134]) {
      const at = (integer: bigint) =>
        run((c) => {
          const w = c.witness(integer);
          return () => assertRange(c, bits, w);
        }).broken.length;
      expect(at(2n ** BigInt(bits) - 1n)).toBe(0);
      expect(at(0n)).toBe(0);
      expect(at(2n ** BigInt(bits))).toBeGreaterThan(0);
      expect(at(-1n)).toBeGreaterThan(0);
    }
  });

  test('10 §4 a needle that is none of the children', () => {
    refused((c) => {
      const needle = c.witness(5n);
      return () => merkleLevel(c, needle, [1n, 2n, 3n, 4n]);
    });
  });

  test('10 §4 an opening against another root', () => {
    const children = [[9n, 2n, 3n, 4n]];
    const root = poseidonDigest('merkle4', children[0] as bigint[]);
    const open = (claimed: bigint) =>
      run((c) => {
        const wires = [c.witness(9n), c.witness(claimed)] as [Wire, Wire];
        return () => assertOpening(c, wires[0], children, wires[1]);
      }).broken.length;
    expect(open(root)).toBe(0);
    expect(open(root + 1n)).toBeGreaterThan(0);
  });

  test('10 §5.3 Schnorr with another response, and a second key of another secret', () => {
    refused((c) => schnorrCase(c, 5n));
    refused((c) => doubleCase(c, 4n));
  });

  test('10 §5 a point off the curve', () => {
    refused((c) => {
      const point = pointWitness(c, { u: 5n, v: 7n });
      return () => assertOnCurve(c, point);
    });
  });

  test('10 §5.1 a digit of 2, and a chain whose last digit wire is another scalar', () => {
    refused((c) => {
      const digits = ternaryDigits(5n).with(20, 2 as 1);
      return () => anchor(c, freeChain(c, IDENTITY_WIRES, G, digits));
    });
    refused((c) => {
      const scalar = c.witness(6n);
      return () => anchor(c, linkedChain(c, IDENTITY_WIRES, G, scalar, binaryDigits(5n, 64)));
    });
  });

  test('10 §5.1 a free chain whose end is given wrongly', () => {
    refused((c) => {
      const end = pointWitness(c, mulJubJub(6n, G));
      return () => anchor(c, freeChain(c, IDENTITY_WIRES, G, ternaryDigits(5n), { end }));
    });
  });

  test('10 §5.1 digits reach both ends of the residues', () => {
    for (const scalar of [0n, 1n, fl.modulus - 1n, fl.modulus / 2n, fl.modulus / 2n + 1n]) {
      const { result, broken } = run((c) => () => {
        const chain = freeChain(c, IDENTITY_WIRES, G, ternaryDigits(scalar));
        anchor(c, chain);
        return pointValue(c, chain.end);
      });
      expect(broken).toEqual([]);
      expect(result).toEqual(mulJubJub(scalar, G));
    }
  });

  test('10 §3.1 each witness of a hash changed alone breaks a row', () => {
    const { layout, assignment } = layOut((c) => {
      start(c);
      hash(c, 'other', [appendConstant(c, 1n), appendConstant(c, 2n)]);
    });
    for (let i = 2; i < assignment.witnesses.length; i++) {
      const witnesses = assignment.witnesses.with(i, fr.add(assignment.witnesses[i] as bigint, 1n));
      expect(checkRelations(layout, { ...assignment, witnesses }, 1)).toHaveLength(1);
    }
  });

  test('10 §5 sums and differences of points agree with the curve', () => {
    const [p, q] = [mulJubJub(7n, G), mulJubJub(9n, G)];
    const { result } = run((c) => () => asPoint(c, addPoint(c, pointWitness(c, p), pointWitness(c, negateJubJub(q)))));
    expect(result).toEqual(subJubJub(p, q));
    expect(addJubJub(p, q)).toEqual(mulJubJub(16n, G));
  });
});

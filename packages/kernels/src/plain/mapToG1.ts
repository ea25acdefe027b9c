import { CURVE_Z, type G1Affine, g1 } from './curve.ts';
import { ISOGENY_11 } from './isogeny11.ts';
import { FP_MODULUS, invMod, mod, powMod } from './numbers.ts';

/** The curve y² = x³ + A'·x + B' that field elements are mapped to first. Spec: RFC 9380 8.8.1 */
export const SWU_A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
export const SWU_B =
  0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
export const SWU_Z = 11n;
/** Brings every point of the curve into the subgroup of order r. */
export const G1_COFACTOR_FACTOR: bigint = CURVE_Z + 1n;

const p = FP_MODULUS;

/** The point of the subgroup that two field elements stand for, by the definition. Spec: RFC 9380 3, 6.6.2, 8.8.1 */
export function mapPairToG1(u0: bigint, u1: bigint): G1Affine {
  return g1.multiply(g1.plus(isogeny(simplifiedSwu(u0)), isogeny(simplifiedSwu(u1))), G1_COFACTOR_FACTOR);
}

type Point = { readonly x: bigint; readonly y: bigint };

function simplifiedSwu(u: bigint): Point {
  const zu2 = mod(SWU_Z * u * u, p);
  const t = mod(zu2 * zu2 + zu2, p);
  const ratio = mod(-SWU_B * invMod(SWU_A, p), p);
  const x1 = t === 0n ? mod(SWU_B * invMod(SWU_Z * SWU_A, p), p) : mod(ratio * (1n + invMod(t, p)), p);
  const x2 = mod(zu2 * x1, p);
  const [x, y] = rootAt(x1) ?? (rootAt(x2) as readonly [bigint, bigint]);
  return { x, y: (y & 1n) === (u & 1n) ? y : p - y };
}

/** x and a root of the right side there, if it has one. */
function rootAt(x: bigint): readonly [bigint, bigint] | undefined {
  const side = mod((x * x + SWU_A) * x + SWU_B, p);
  const root = powMod(side, (p + 1n) / 4n, p);
  return mod(root * root, p) === side ? [x, root] : undefined;
}

/** Points of the kernel have no image but infinity. */
function isogeny({ x, y }: Point): G1Affine {
  const at = (coefficients: readonly bigint[]): bigint => coefficients.reduceRight((sum, c) => mod(sum * x + c, p), 0n);
  const [xDenominator, yDenominator] = [at(ISOGENY_11.xDenominator), at(ISOGENY_11.yDenominator)];
  if (xDenominator === 0n || yDenominator === 0n) return undefined;
  return {
    x: mod(at(ISOGENY_11.xNumerator) * invMod(xDenominator, p), p),
    y: mod(y * at(ISOGENY_11.yNumerator) * invMod(yDenominator, p), p),
  };
}

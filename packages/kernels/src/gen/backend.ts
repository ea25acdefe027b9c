import type { Shape } from '../bounds/bound.ts';
import type { Code } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import type { Finish, Lanes, Term } from './slot.ts';

/** WASM tiers, fastest first. Spec: 11 §1.3 */
export type WasmTier = 'fma' | 'simd' | 'scalar';

/** A factor of a product inside the body of a shared function: a pointer parameter and how its lanes are used. */
export type Source = { readonly at: Code; readonly lanes: Lanes; readonly sign: readonly [1 | -1, 1 | -1] };

/** A factor in Montgomery form, or prepared by `Field.prepare`. */
export type FactorKind = 'plain' | 'prepared';

/** What a tier must be able to emit for one field. No bounds here: `Field` checks before it calls. */
export type Backend = {
  readonly shape: Shape;
  /** Bytes of a pair slot; a single element takes half. */
  readonly size: number;
  /** out := Σ a·b / R. All loads of operands precede the first store. */
  dot(f: Fn, out: Code, terms: readonly { readonly a: Source; readonly b: Source }[]): void;
  sqr(f: Fn, out: Code, a: Code): void;
  /**
   * out := a·z for a factor z prepared as `limbs` slots from `rows` on: z·2^(width·(i + 1)) mod p, i = 0, 1, … Absent in a tier
   * that gains nothing by it; a prepared factor is then z·R alone. Loads of `a` precede the first store.
   */
  readonly mulPrepared?: (f: Fn, out: Code, a: Code, rows: Code) => void;
  /** (u, v) := (u + v·z, u − v·z) in place, if a tier gains by not stopping between the product and the sums. */
  readonly butterfly?: (
    f: Fn,
    uv: readonly [Code, Code],
    z: Code,
    kind: FactorKind,
    finish: Exclude<Finish, 'reduce'>,
  ) => void;
  /** out := (a lane of a, a lane of b). */
  join(f: Fn, out: Address, a: LaneOf, b: LaneOf): void;
  /** Several linear combinations of loaded slots; all are computed before the first is stored. */
  lin(
    f: Fn,
    outs: readonly { readonly out: Address; readonly terms: readonly Term[] }[],
    finish: Finish | 'wide',
  ): void;
  /** Pair from two single elements at these addresses (plus `offset`); bit 63 of a lane of `signs` negates it. */
  gather(f: Fn, out: Address, from: readonly [Code, Code], offset: number, negate?: readonly [Code, Code]): void;
  scatter(f: Fn, to: readonly [Code, Code], offset: number, slot: Address): void;
  /** Distance of lane 1 from lane 0, and of a limb from the limb below, inside a slot. */
  readonly laneBytes: number;
  readonly limbBytes: number;
  /** Copies one element between lanes: both addresses point at limb 0 of a lane. */
  copyElement(f: Fn, to: Code, from: Code): void;
  copy(f: Fn, out: Address, a: Address): void;
  /** Limb `i` of `lane` as i64, and back. */
  loadLimb(at: Address, lane: 0 | 1, i: number): Code;
  storeLimb(at: Address, lane: 0 | 1, i: number, value: Code): Code;
  /** Host access to the limbs of one lane; `address` in bytes. */
  hostWrite(memory: ArrayBufferLike, address: number, lane: 0 | 1, limbs: readonly number[]): void;
  hostRead(memory: ArrayBufferLike, address: number, lane: 0 | 1): number[];
};

export type LaneOf = { readonly from: Address; readonly lane: 0 | 1 };
export type Address = { readonly at: Code; readonly offset: number };
export type BackendFactory = (module: Mod, field: 'Fr' | 'Fp') => Backend;

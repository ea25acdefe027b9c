import { EventideError } from '@eventide/base';

/**
 * The public types of the package: what every tier implements, the bigint one included.
 *
 * Forms at the rim, everywhere:
 * - `Fr` element: canonical bigint `0 ≤ x < r`, or 32 canonical little-endian bytes; many elements are concatenated.
 * - JubJub point: 64 bytes `u ‖ v` (affine, canonical little-endian); its 32-byte encoding only where a name says so.
 * - G1 point: 96 bytes, G2 point: 192 bytes, the uncompressed encodings of 01 §8.1 (big-endian, 0x40 marks infinity).
 * Malformed operands throw `KernelError`; properties of well-formed data (on the curve, in the subgroup) are results.
 */

export type KernelErrorCode =
  | 'KERNEL_BAD_LENGTH'
  | 'KERNEL_NOT_CANONICAL'
  | 'KERNEL_NOT_ON_CURVE'
  | 'KERNEL_BAD_SIZE'
  | 'KERNEL_BAD_PROGRAM'
  | 'KERNEL_FREED'
  | 'KERNEL_CLOSED'
  | 'KERNEL_TIER_MISSING';

/** The caller misused a kernel; nothing was computed. */
export class KernelError extends EventideError<KernelErrorCode> {
  override readonly name = 'KernelError';
}

/** `fma` relaxed SIMD, `simd` SIMD128, `scalar` plain WASM, `bigint` the oracle. Spec: 11 §1.3 */
export type Tier = 'fma' | 'simd' | 'scalar' | 'bigint';

// ── synchronous, one thread ──────────────────────────────────────────────────────────────────────────────────────────

/** All synchronous kernels; made by `loadKernels()`, usable at once, one set per thread. */
export type Kernels = {
  readonly tier: Tier;
  readonly fr: FrKernels;
  readonly poseidon: PoseidonKernels;
  readonly jubjub: JubJubKernels;
};

export type FrKernels = {
  /** Product of two elements. One call costs more than `a * b % r`; meant for tests of a tier. */
  mul(a: bigint, b: bigint): bigint;
  /** Inverses of many elements with one inversion and three multiplications each; 0 stays 0. */
  invertMany(values: Uint8Array): Uint8Array;
  /** Square roots: the even root of each square, flag 1; flag 0 and root 0 for a non-square. */
  sqrtMany(values: Uint8Array): { readonly roots: Uint8Array; readonly valid: Uint8Array };
};

export type PoseidonKernels = {
  /** The Hades permutation of width 5. Costs the same as two states at once. Spec: 01 §5 */
  permute(state: readonly bigint[]): bigint[];
  /** Permutes states of 160 bytes each. */
  permuteMany(states: Uint8Array): Uint8Array;
  /** One sponge step per row: `[tag, x0, x1, x2, x3]` permuted, element 1 kept. 128 bytes in, 32 out, per row. Spec: 01 §6 */
  compressMany(tag: bigint, rows: Uint8Array): Uint8Array;
};

/** A table for many multiplications of one JubJub point; see `JubJubKernels.fixedBase`. */
export type FixedBase = {
  /** scalar·base for each 32-byte little-endian scalar (any 256-bit integer); points of 64 bytes. */
  mulMany(scalars: Uint8Array): Uint8Array;
};

export type JubJubKernels = {
  /** scalar·P, affine. `scalar` is an integer below 2^256 and need not be reduced. */
  mul(point: Uint8Array, scalar: bigint): Uint8Array;
  /** The same scalar times many points of 64 bytes. */
  mulMany(points: Uint8Array, scalar: bigint): Uint8Array;
  /** scalars[i]·points[i]; 32 little-endian bytes per scalar. */
  mulEach(points: Uint8Array, scalars: Uint8Array): Uint8Array;
  /** Table of one point, kept for the life of the kernels. Asking again for the same point gives the same table. */
  fixedBase(point: Uint8Array): FixedBase;
  /** Decodes encodings of 32 bytes. Flag 0: not the encoding of a curve point (01 §4.3); its point is (0, 1). */
  decompressMany(encodings: Uint8Array): { readonly points: Uint8Array; readonly valid: Uint8Array };
  /** Encodings of points of 64 bytes. */
  compressMany(points: Uint8Array): Uint8Array;
  /** Flag 1 where the order divides the prime rJ (the identity included). Points must be on the curve. */
  inSubgroupMany(points: Uint8Array): Uint8Array;
  /**
   * Flag 1 for each note (R ‖ npk, two encodings, 64 bytes) with hash(a·R)·G + B = npk. Encodings that are no curve point
   * are foreign; the subgroup rule of the decoder is the caller's. Spec: 01 §4.5, §10.4
   */
  ownsMany(viewKey: ViewKey, notes: Uint8Array): Uint8Array;
};

/** `a` as an integer, `B` as a point of 64 bytes. Spec: 01 §10.4 */
export type ViewKey = { readonly a: bigint; readonly b: Uint8Array };

// ── pooled, asynchronous ─────────────────────────────────────────────────────────────────────────────────────────────

/** Where the pool computes: workers over one shared memory, or the calling thread. Spec: 11 §7 */
export type PoolMode = 'shared' | 'single';

export type PoolOptions = {
  /** Worker count; default `min(hardwareConcurrency, 8)`. */
  readonly threads?: number | undefined;
  /** Default: the best tier of this machine. */
  readonly tier?: Tier | undefined;
  /** Default: `shared` where shared memory and workers exist, else `single`. */
  readonly mode?: PoolMode | undefined;
  /** Upper limit of kernel memory in bytes; default 1 GiB. */
  readonly maxBytes?: number | undefined;
};

/** Resident data and the threads that compute on it. Made by `createPool`; ends with `close`. */
export type Pool = {
  readonly tier: Tier;
  readonly mode: PoolMode;
  readonly threads: number;
  /** Kernel memory in use by open workspaces, in bytes. */
  readonly usedBytes: number;
  /** Columns live in a workspace and die with it. A program may mix columns of several workspaces of one pool. */
  open(options?: { readonly signal?: AbortSignal | undefined }): Workspace;
  close(): Promise<void>;
};

/**
 * `length` elements of Fr in kernel memory, 40 bytes each; `length` is a power of two, 2 ≤ length ≤ 2^20. Opaque.
 *
 * Two orders exist and no operation reorders: *values* on a domain are in natural order (`ω^0, ω^1, …`), *coefficients*
 * are bit-reversed (position `p` holds the coefficient of `X^brv(p)`). Pointwise programs do not care. Spec: 11 §4
 */
export type Column = { readonly id: number; readonly length: number };

export type ColumnOrder = 'natural' | 'bitReversed';

/**
 * Operations on columns. Each resolves when its result is in place; operations of one pool run one after another in the
 * order of the calls, so a chain may be started without waiting. Rejects with FaultError FAULT_WORKER when a thread died,
 * FAULT_MEMORY when the arena is full, and with the signal's reason when aborted. After a rejection the columns it was to change
 * hold anything within bounds.
 */
export type Workspace = {
  /** A new column of zeros. @throws FaultError FAULT_MEMORY */
  column(length: number): Column;
  free(...columns: readonly Column[]): void;
  /** Frees everything that was not freed before. */
  close(): void;

  /**
   * Writes canonical elements (32 bytes each) from index `from` on. With `order` 'bitReversed' the i-th element given goes
   * to position brv(i), so that coefficients are given in ascending order. @throws KernelError KERNEL_NOT_CANONICAL
   */
  write(
    column: Column,
    bytes: Uint8Array,
    options?: { from?: number | undefined; order?: ColumnOrder | undefined },
  ): Promise<void>;
  /** Canonical elements `from … from + count`, in the order asked for. */
  read(
    column: Column,
    options?: { from?: number | undefined; count?: number | undefined; order?: ColumnOrder | undefined },
  ): Promise<Uint8Array>;
  copy(from: Column, to: Column): Promise<void>;

  /** In place: coefficients → values on `shift·⟨ω_n⟩` (`shift` 1 by default). One transform per thread if there are several. */
  toValues(columns: readonly Column[], shift?: bigint): Promise<void>;
  /** In place: values on `shift·⟨ω_n⟩` → coefficients, 1/n included. */
  toCoefficients(columns: readonly Column[], shift?: bigint): Promise<void>;

  /** column[i] := scale·base^i for the index i in the given order (bit-reversed: position p gets base^brv(p)). */
  fillPowers(column: Column, base: bigint, scale?: bigint, order?: ColumnOrder): Promise<void>;
  /** Runs a pointwise program over whole columns of one length. An output may be an input that is not read `next`. */
  run(program: Program, operands: ProgramOperands): Promise<void>;
  /** In place: every element to its inverse; 0 stays 0. */
  invert(columns: readonly Column[]): Promise<void>;
  /** In place: column[i] := Π_{j<i} column[j] (natural order), column[0] := 1. Resolves to the product of all. */
  runningProduct(column: Column): Promise<bigint>;
  /** Values at `point` of the polynomials whose coefficients the columns hold. */
  evaluate(columns: readonly Column[], point: bigint): Promise<bigint[]>;
  /**
   * In place, on coefficients: with `top` = q_{n−1} given, q_{i−1} := c_i + point·q_i downwards. Resolves to
   * c_0 + point·q_0. For a polynomial of degree < n, `top` is 0 and the result is its value: the column becomes
   * (f − f(point)) / (X − point). Coefficients above X^(n−1) are divided by the caller and enter through `top`.
   */
  divideByRoot(column: Column, point: bigint, top?: bigint): Promise<bigint>;
};

/** A pointwise expression. Shared sub-expressions (the same object) are computed once. Build with the functions of `program.ts`. */
export type Expression =
  | { readonly op: 'column'; readonly index: number; readonly next: boolean }
  | { readonly op: 'scalar'; readonly index: number }
  | { readonly op: 'constant'; readonly value: bigint }
  | { readonly op: 'add' | 'sub' | 'mul'; readonly a: Expression; readonly b: Expression };

/**
 * Outputs as expressions over input columns (or their rotation by one, `next`), scalars given at run time (challenges) and
 * constants. Compiled at its first run in a pool to one fused loop whose bounds are checked at generation, and kept by identity for
 * the life of the pool: make programs once, not per proof.
 */
export type Program = { readonly outputs: readonly Expression[] };

export type ProgramOperands = {
  readonly columns: readonly Column[];
  readonly scalars: readonly bigint[];
  readonly outputs: readonly Column[];
};

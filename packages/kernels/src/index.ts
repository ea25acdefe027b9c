export { createPool } from './createPool.ts';
export { loadCurves, loadCurvesAsync } from './curve/loadCurves.ts';
export type { CurveKernels, DecodedPoints, GroupKernels, PairingKernels, PointStatus } from './curve/types.ts';
export {
  type Column,
  type ColumnOrder,
  type Expression,
  type FixedBase,
  type FrKernels,
  type JubJubKernels,
  KernelError,
  type KernelErrorCode,
  type Kernels,
  type Pool,
  type PoolMode,
  type PoolOptions,
  type PoseidonKernels,
  type Program,
  type ProgramOperands,
  type Tier,
  type ViewKey,
  type Workspace,
} from './kernels.ts';
export { loadKernels, loadKernelsAsync } from './loadKernels.ts';
export { type Bases, type BasesFormat, type BasesOptions, freeBases, loadBases, type MsmTerm, msm } from './msm/msm.ts';

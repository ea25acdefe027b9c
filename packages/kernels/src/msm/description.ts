import { G1_BYTES, infinityBytes, reverseInto } from '../curve/bytes.ts';
import { ROW } from '../gen/msmSplit.ts';
import { DESCRIPTION } from '../gen/msmWindow.ts';

/** Description, recoding offset (32) and result (112) of one sum. */
export const MSM_HEADER: number = DESCRIPTION.size + 32 + 112;

export type MsmPlan = {
  readonly rows: number;
  readonly count: number;
  readonly windowBits: number;
  readonly windows: number;
  readonly bases: number;
  readonly results: number;
  readonly threads: number;
  readonly threadBytes: number;
  readonly work: number;
  readonly workBytes: number;
};

/** Writes what the kernels read about one sum, and the offset that makes its digits signed. */
export function describeMsm(memory: ArrayBufferLike, at: number, plan: MsmPlan): void {
  const view = new DataView(memory, at, MSM_HEADER);
  const put = (offset: number, value: number): void => view.setUint32(offset, value, true);
  const { windowBits, windows } = plan;
  put(DESCRIPTION.rows, plan.rows);
  put(DESCRIPTION.count, 2 * plan.count);
  put(DESCRIPTION.windowBits, windowBits);
  put(DESCRIPTION.bases, plan.bases);
  put(DESCRIPTION.results, plan.results);
  put(DESCRIPTION.windows, windows);
  put(DESCRIPTION.threads, plan.threads);
  put(DESCRIPTION.threadBytes, plan.threadBytes);
  put(DESCRIPTION.work, plan.work);
  put(DESCRIPTION.workBytes, plan.workBytes);
  let offset = 0n;
  for (let w = 0; w < windows; w++) offset += 1n << BigInt(windowBits * w + windowBits - 1);
  for (let i = 0; i < ROW / 4; i++) put(DESCRIPTION.size + 4 * i, Number((offset >> BigInt(32 * i)) & 0xffff_ffffn));
}

/** The point `msm_combine` wrote, uncompressed. */
export function readMsmResult(memory: ArrayBufferLike, at: number): Uint8Array {
  const bytes = new Uint8Array(memory, at, 100);
  if (bytes[96] === 1) return infinityBytes(G1_BYTES);
  const out = new Uint8Array(G1_BYTES);
  reverseInto(out, 0, bytes, 0);
  reverseInto(out, 48, bytes, 48);
  return out;
}

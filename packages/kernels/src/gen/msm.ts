import type { Assembly } from './assembly.ts';
import { emitInverse } from './curveInverse.ts';
import { emitPoints } from './curvePoints.ts';
import { emitProjective } from './curveProjective.ts';
import { emitSplit } from './msmSplit.ts';
import { emitTree } from './msmTree.ts';
import { emitMsm } from './msmWindow.ts';

/** G1: loading and checking points, multi-scalar multiplication. Comes after `convertArea`. Spec: 11 §5 */
export function msmArea({ module, fp }: Assembly): void {
  emitInverse(module, 'fp_inverse', fp.modulus, 6);
  const projective = emitProjective(fp);
  emitPoints(fp, projective);
  emitSplit(module);
  emitMsm(fp, projective, emitTree(fp));
}

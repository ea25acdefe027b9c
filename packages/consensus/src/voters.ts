import { compareBytes } from '@eventide/base';
import type { Committee, Member } from './sortition.ts';

/** Who voted, with the credits of all steps, ascending by key: rewards follow this list. Spec: 06 §8 */
export type Voters = readonly Member[];

/** Adds up credits per key over the steps' members. Spec: 06 §8 */
export function unionOfVoters(parts: readonly Committee[]): Voters {
  return parts.reduce(merge, []);
}

/** Both lists ascend by key, and so does the result. */
function merge(a: Committee, b: Committee): Committee {
  const merged: Member[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) return [...merged, ...a.slice(i), ...b.slice(j)];
    const order = compareBytes(left.key, right.key);
    if (order <= 0) i++;
    if (order >= 0) j++;
    if (order === 0) merged.push({ key: left.key, credits: left.credits + right.credits });
    else merged.push(order < 0 ? left : right);
  }
}

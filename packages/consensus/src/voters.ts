import { compareBytes, toHex } from '@eventide/base';
import type { Committee, Member } from './sortition.ts';

/** Who voted, with the credits of all steps, ascending by key: rewards follow this list. Spec: 06 §8 */
export type Voters = readonly Member[];

/** Adds up credits per key over the steps' members. Spec: 06 §8 */
export function unionOfVoters(parts: readonly Committee[]): Voters {
  const sums = new Map<string, Member>();
  for (const { key, credits } of parts.flat()) {
    const id = toHex(key);
    sums.set(id, { key, credits: (sums.get(id)?.credits ?? 0) + credits });
  }
  return [...sums.values()].sort((a, b) => compareBytes(a.key, b.key));
}

import { accept, equalBytes, refuse, toHex, type Verdict } from '@eventide/base';
import { type Fault, faultItemId, faultItemMessage, type PublicKeyBytes } from '@eventide/ledger';
import { EMERGENCY_ITERATION } from '../iteration.ts';
import type { Signatures } from '../signatures.ts';

/** Blocks after which a fault is no longer punished: one epoch. Spec: 06 §11 */
const FAULT_LIFETIME_BLOCKS = 2_160n;

export type FaultReason =
  | 'FAULT_DIFFERENT_PLACE'
  | 'FAULT_DIFFERENT_SIGNER'
  | 'FAULT_SAME_STATEMENT'
  | 'FAULT_BAD_ROUND'
  | 'FAULT_BAD_SIGNATURE'
  | 'FAULT_EMERGENCY'
  | 'FAULT_FOREIGN_PARENT'
  | 'FAULT_PUNISHED'
  | 'FAULT_TWICE';

/** What a fault is judged against, for a block of height `height`. Spec: 06 §11 */
export type FaultContext = {
  readonly height: bigint;
  readonly signatures: Signatures;
  readonly strict: boolean;
  /** Height of a block of the own ledger; undefined for others. */
  readonly heightOf: (hash: Uint8Array) => bigint | undefined;
  /** True if a block at or above `since` already holds a fault of these two statements (`faultPairKey`). */
  readonly isPunished: (pairKey: string, since: bigint) => boolean;
};

/** Judges the faults of a block, in order. Spec: 06 §11; twice in one block: 14 §7, S8 */
export function verifyFaults(faults: readonly Fault[], context: FaultContext): Verdict<FaultReason> {
  const seen = new Set<string>();
  for (const fault of faults) {
    const verdict = verifyFault(fault, context);
    if (!verdict.ok) return verdict;
    if (context.strict && seen.has(faultPairKey(fault))) return refuse('FAULT_TWICE');
    seen.add(faultPairKey(fault));
  }
  return accept();
}

/** Spec: 06 §11 */
export function verifyFault(fault: Fault, context: FaultContext): Verdict<FaultReason> {
  const [first, second] = fault.items;
  const { round, iteration, prevBlockHash } = first.header;
  const samePlace =
    second.header.round === round &&
    second.header.iteration === iteration &&
    equalBytes(second.header.prevBlockHash, prevBlockHash);
  if (!samePlace) return refuse('FAULT_DIFFERENT_PLACE');
  if (!equalBytes(first.sign.signer, second.sign.signer)) return refuse('FAULT_DIFFERENT_SIGNER');
  if (equalBytes(faultItemId(fault, 0), faultItemId(fault, 1))) return refuse('FAULT_SAME_STATEMENT');
  if (round === 0n || round > context.height || round + FAULT_LIFETIME_BLOCKS < context.height)
    return refuse('FAULT_BAD_ROUND');
  for (const index of [0, 1] as const) {
    const { sign } = fault.items[index];
    const valid = context.signatures.verify(round, [sign.signer], sign.signature, faultItemMessage(fault, index));
    if (!valid) return refuse('FAULT_BAD_SIGNATURE');
  }
  if (iteration >= EMERGENCY_ITERATION) return refuse('FAULT_EMERGENCY');
  if (context.heightOf(prevBlockHash) !== round - 1n) return refuse('FAULT_FOREIGN_PARENT');
  const since = round > FAULT_LIFETIME_BLOCKS ? round - FAULT_LIFETIME_BLOCKS : 0n;
  return context.isPunished(faultPairKey(fault), since) ? refuse('FAULT_PUNISHED') : accept();
}

/** Names the pair of statements, whatever their order. */
export function faultPairKey(fault: Fault): string {
  return [toHex(faultItemId(fault, 0)), toHex(faultItemId(fault, 1))].sort().join('/');
}

/** Who is punished. */
export function culpritOf(fault: Fault): PublicKeyBytes {
  return fault.items[0].sign.signer;
}

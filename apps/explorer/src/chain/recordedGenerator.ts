import type { BlockInfo } from '@eventide/sdk';
import { listOf, objectOf, textOf } from './describeTx.ts';

/** Whom a block names as the generator of an iteration of its round: its own, or that of one that failed; null if it names none. Spec: 06 §4.1 */
export function recordedGenerator(block: BlockInfo, iteration: number): string | null {
  if (iteration === block.iteration) return block.generator;
  const [, failed] = listOf(listOf(objectOf(block.headerJson).failed_iterations)[iteration]);
  return textOf(failed) ?? null;
}

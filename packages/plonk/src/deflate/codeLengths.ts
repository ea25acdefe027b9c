import type { BitWriter } from './bitWriter.ts';
import { codeFor } from './prefixCode.ts';

/** The order in which the lengths of the lengths are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const REPEAT_LAST = 16;
const FEW_ZEROS = 17;
const MANY_ZEROS = 18;
const EXTRA_BITS: Readonly<Record<number, number>> = { [REPEAT_LAST]: 2, [FEW_ZEROS]: 3, [MANY_ZEROS]: 7 };

type Run = { readonly symbol: number; readonly extra: number };

/** The header of a block with its own codes: how many lengths there are, and the lengths, packed. */
export function writeCodeLengths(out: BitWriter, literals: Uint8Array, distances: Uint8Array): void {
  const literalCount = usedUpTo(literals.subarray(0, 286), 257);
  const distanceCount = usedUpTo(distances.subarray(0, 30), 1);
  const runs = packed([...literals.subarray(0, literalCount), ...distances.subarray(0, distanceCount)]);
  const counts = new Uint16Array(19);
  for (const { symbol } of runs) counts[symbol]!++;
  const { lengths, codes } = codeFor(counts, 7);
  const written = Math.max(4, ORDER.findLastIndex((symbol) => lengths[symbol] !== 0) + 1);
  out.put(literalCount - 257, 5);
  out.put(distanceCount - 1, 5);
  out.put(written - 4, 4);
  for (const symbol of ORDER.slice(0, written)) out.put(lengths[symbol] as number, 3);
  for (const { symbol, extra } of runs) {
    out.put(codes[symbol] as number, lengths[symbol] as number);
    out.put(extra, EXTRA_BITS[symbol] ?? 0);
  }
}

function usedUpTo(lengths: Uint8Array, least: number): number {
  return Math.max(least, lengths.findLastIndex((length) => length !== 0) + 1);
}

/** Runs of zeros and repetitions of the length before; short ones are written out. */
function packed(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  let previous = -1;
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at] as number;
    let count = 1;
    while (lengths[at + count] === length) count++;
    at += count;
    if (length === 0) pushZeros(runs, count);
    else {
      if (length !== previous) {
        runs.push({ symbol: length, extra: 0 });
        count--;
      }
      for (; count > 0; count -= 6) pushRepeats(runs, length, Math.min(count, 6));
    }
    previous = length;
  }
  return runs;
}

function pushZeros(runs: Run[], count: number): void {
  for (let left = count; left > 0; left -= 138) {
    const run = Math.min(left, 138);
    if (run < 3) for (let i = 0; i < run; i++) runs.push({ symbol: 0, extra: 0 });
    else if (run <= 10) runs.push({ symbol: FEW_ZEROS, extra: run - 3 });
    else runs.push({ symbol: MANY_ZEROS, extra: run - 11 });
  }
}

function pushRepeats(runs: Run[], length: number, count: number): void {
  if (count < 3) for (let i = 0; i < count; i++) runs.push({ symbol: length, extra: 0 });
  else runs.push({ symbol: REPEAT_LAST, extra: count - 3 });
}

import type { Lux } from '@eventide/base';

/** Blocks of one emission period: 8640 a day, 365 days, 4 years. Spec: 05 §7.1 */
export const BLOCKS_PER_PERIOD = 12_614_400n;

/** Heights that mint the same amount per block, both ends included. */
export type EmissionRange = { readonly from: bigint; readonly to: bigint; readonly perBlock: Lux };

/** The last height that mints. Spec: 05 §7.1 */
export const LAST_EMISSION_HEIGHT = 113_529_597n;

/** All there is to mint: 500 million DUSK. Spec: 05 §7.1 */
export const TOTAL_EMISSION: Lux = 500_000_000_000_000_000n;

/** Lux per block of the nine periods; the last period ends early, with a smaller last mint. */
const PERIODS: readonly Lux[] = [
  19_857_400_000n,
  9_928_700_000n,
  4_964_350_000n,
  2_482_180_000n,
  1_241_090_000n,
  620_540_000n,
  310_270_000n,
  155_140_000n,
  77_570_000n,
];
const LAST_MINT: Lux = 54_280_000n;

/** The schedule in ascending order. Spec: 05 §7.1 */
export const emissionSchedule: readonly EmissionRange[] = Object.freeze([
  ...PERIODS.map((perBlock, i) => {
    const from = BigInt(i) * BLOCKS_PER_PERIOD + 1n;
    const end = BigInt(i + 1) * BLOCKS_PER_PERIOD;
    return Object.freeze({ from, to: end < LAST_EMISSION_HEIGHT ? end : LAST_EMISSION_HEIGHT - 1n, perBlock });
  }),
  Object.freeze({ from: LAST_EMISSION_HEIGHT, to: LAST_EMISSION_HEIGHT, perBlock: LAST_MINT }),
]);

/** Lux minted by the block of this height. Spec: 05 §7.1 */
export function emissionAt(height: bigint): Lux {
  return emissionSchedule.find(({ from, to }) => from <= height && height <= to)?.perBlock ?? 0n;
}

/** Lux minted by all blocks up to and including this height. Spec: 05 §7.1 */
export function emissionUpTo(height: bigint): Lux {
  let total = 0n;
  for (const { from, to, perBlock } of emissionSchedule) {
    if (height < from) break;
    total += ((height < to ? height : to) - from + 1n) * perBlock;
  }
  return total;
}

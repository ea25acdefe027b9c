import type { Lux } from '@eventide/base';
import type { HistoryEntry } from '@eventide/sdk';

const RECENT_MS = 7 * 86_400_000;
/** As many blocks of ten seconds as a week has; for conversions that this wallet did not see happen. */
const RECENT_BLOCKS = 60_480n;

export type Now = { readonly ms: number; readonly height: bigint | null };

/**
 * Whether the same amount went the other way within a week: everybody sees both, and equal amounts tie the two sides together.
 * Spec: 13 §5.1
 */
export function conversionLinks(
  history: readonly HistoryEntry[],
  { kind, value }: { readonly kind: 'shield' | 'unshield'; readonly value: Lux },
  now: Now,
): boolean {
  const other = kind === 'shield' ? 'unshield' : 'shield';
  return history.some((entry) => entry.kind === other && entry.value === value && isRecent(entry, now));
}

function isRecent({ timeMs, height }: HistoryEntry, now: Now): boolean {
  if (timeMs !== null) return now.ms - timeMs < RECENT_MS;
  return height === null || now.height === null || now.height - height < RECENT_BLOCKS;
}

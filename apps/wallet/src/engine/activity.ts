import { formatDusk } from '@eventide/base';
import type { HistoryEntry } from '@eventide/sdk';

/** What of the activity is asked for. */
export type ActivityQuery = {
  readonly filter: 'all' | 'in' | 'out' | 'self' | 'shielded' | 'public';
  /** Words that an entry mentions; empty: all. */
  readonly text: string;
  /** Names of the kinds in the reader's language, which are searched too. */
  readonly kinds: Readonly<Record<string, string>>;
};

/** The newest entries that fit, and how many there are. */
export type ActivityPage = { readonly entries: readonly HistoryEntry[]; readonly total: number };

/** Entries that the page gets by itself; more only when somebody asks. */
export const NEWEST = 20;

/** Key of an entry for lists and labels. */
export function entryKey({ id, kind, height, value, timeMs }: HistoryEntry): string {
  return id ?? `${kind}-${height}-${value}-${timeMs}`;
}

/** Entries that fit a query, newest first. */
export function findActivity(
  history: readonly HistoryEntry[],
  { filter, text, kinds }: ActivityQuery,
  labels: Readonly<Record<string, string>>,
): readonly HistoryEntry[] {
  const wanted = text.trim().toLowerCase();
  return history.filter((entry) => fits(entry, filter) && (wanted === '' || mentions(entry, wanted, kinds, labels)));
}

function fits(entry: HistoryEntry, filter: ActivityQuery['filter']): boolean {
  if (filter === 'all') return true;
  return filter === 'shielded' || filter === 'public' ? entry.side === filter : entry.direction === filter;
}

function mentions(
  entry: HistoryEntry,
  wanted: string,
  kinds: ActivityQuery['kinds'],
  labels: Readonly<Record<string, string>>,
): boolean {
  const { id, counterparty, memo, kind, value } = entry;
  const words = [id, counterparty, memo, labels[entryKey(entry)], kinds[kind], formatDusk(value)];
  return words.some((word) => word?.toLowerCase().includes(wanted) === true);
}

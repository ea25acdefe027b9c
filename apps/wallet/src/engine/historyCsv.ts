import { formatDusk } from '@eventide/base';
import type { HistoryEntry } from '@eventide/sdk';
import { entryKey } from './activity.ts';

const head = [
  'time',
  'block',
  'kind',
  'side',
  'direction',
  'amount_dusk',
  'fee_dusk',
  'state',
  'with',
  'memo',
  'note',
  'transaction',
];

/** Activity as CSV (RFC 4180). Cells that a spreadsheet would run as formulas are made text. */
export function historyCsv(entries: readonly HistoryEntry[], labels: Readonly<Record<string, string>>): string {
  const rows = entries.map((entry) => [
    entry.timeMs === null ? '' : new Date(entry.timeMs).toISOString(),
    entry.height === null ? '' : String(entry.height),
    entry.kind,
    entry.side,
    entry.direction,
    formatDusk(entry.value),
    entry.fee === null ? '' : formatDusk(entry.fee),
    entry.state,
    entry.counterparty ?? '',
    entry.memo ?? '',
    labels[entryKey(entry)] ?? '',
    entry.id ?? '',
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

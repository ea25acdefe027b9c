import { formatDusk } from '@eventide/base';
import { Button, Card, Field, Note, Page, Segments, Skeleton } from '@eventide/kit';
import type { HistoryEntry } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ActivityList, entryKey } from '../parts/ActivityList.tsx';
import { historyCsv } from '../parts/historyCsv.ts';
import { saveFile } from '../parts/saveFile.ts';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

type Filter = 'all' | 'in' | 'out' | 'self' | 'shielded' | 'public';

/** Everything that happened on both sides, with filters and a table to keep. */
export function Activity(): JSX.Element {
  const { history, historyComplete, labels } = view.value;
  const [filter, setFilter] = useState<Filter>('all');
  const [text, setText] = useState('');
  const shown = (history ?? []).filter((entry) => fits(entry, filter) && mentions(entry, text, labels));
  return (
    <Page
      title={t('activityTitle')}
      app={t('app')}
      aside={
        <Button
          onClick={() =>
            saveFile('eventide-activity.csv', 'text/csv', new TextEncoder().encode(historyCsv(shown, labels)))
          }
        >
          {t('csv')}
        </Button>
      }
    >
      <Card>
        <Segments
          label={t('activityTitle')}
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'all', label: t('filterAll') },
            { value: 'in', label: t('filterIn') },
            { value: 'out', label: t('filterOut') },
            { value: 'self', label: t('filterSelf') },
            { value: 'shielded', label: t('shielded') },
            { value: 'public', label: t('public') },
          ]}
        />
        <Field label={t('keySearch')} type="search" value={text} onInput={setText} />
        {!historyComplete && <Note tone="plain">{t('historyPartly')}</Note>}
        {history === null ? <Skeleton lines={6} /> : <ActivityList entries={shown} />}
      </Card>
    </Page>
  );
}

function fits(entry: HistoryEntry, filter: Filter): boolean {
  if (filter === 'all') return true;
  return filter === 'shielded' || filter === 'public' ? entry.side === filter : entry.direction === filter;
}

function mentions(entry: HistoryEntry, text: string, labels: Readonly<Record<string, string>>): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const words = [
    entry.id,
    entry.counterparty,
    entry.memo,
    labels[entryKey(entry)],
    t(entry.kind),
    formatDusk(entry.value),
  ];
  return words.some((word) => word?.toLowerCase().includes(wanted) === true);
}

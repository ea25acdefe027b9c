import {
  Button,
  Card,
  countText,
  Field,
  kitMessages,
  Note,
  Page,
  Segments,
  Skeleton,
  saveFile,
  useLoad,
} from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ActivityQuery } from '../engine/activity.ts';
import { ActivityList } from '../parts/ActivityList.tsx';
import { Failure } from '../parts/Failure.tsx';
import { InterruptedNote } from '../parts/InterruptedNote.tsx';
import { useTask } from '../parts/useTask.ts';
import { router } from '../route.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Lines shown at first and with each further click: no page of them takes the screen long. */
const STEP = 50;

const kinds = [
  'sendShielded',
  'sendPublic',
  'shield',
  'unshield',
  'mergeNotes',
  'stake',
  'unstake',
  'claimReward',
  'contractCall',
  'receivedShielded',
  'receivedPublic',
  'reward',
] as const;

/** Everything that happened on both sides, with filters and a table to keep. */
export function Activity(): JSX.Element {
  const { history, historyComplete, labels } = view.value;
  const [filter, setFilter] = useState<ActivityQuery['filter']>('all');
  const [text, setText] = useState('');
  const [count, setCount] = useState(STEP);
  const task = useTask();
  const query = { filter, text, kinds: Object.fromEntries(kinds.map((kind) => [kind, t(kind)])) };
  const { data, failure, again } = useLoad(
    () => engine().activity(query, count),
    [filter, text, count, history, labels],
  );
  const { search } = router.route.value.query;
  useEffect(() => {
    if (search !== undefined) focusSearch();
  }, [search]);
  const saveCsv = (): Promise<unknown> =>
    task.run(async () => {
      const csv = await engine().activityCsv(query);
      saveFile('eventide-activity.csv', 'text/csv', new TextEncoder().encode(csv));
    });
  return (
    <Page
      title={t('activityTitle')}
      app={t('app')}
      aside={
        <Button busy={task.busy} onClick={() => void saveCsv()}>
          {t('csv')}
        </Button>
      }
    >
      <InterruptedNote />
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
        {failure !== undefined && <Failure failure={failure} again={again} />}
        {history === null || data === undefined ? <Skeleton lines={6} /> : <ActivityList entries={data.entries} />}
        {data !== undefined && data.total > data.entries.length && (
          <div class="row spread">
            <span class="muted small">
              {t('shownOf', {
                shown: countText(data.entries.length, kitMessages.locale.value),
                total: countText(data.total, kitMessages.locale.value),
              })}
            </span>
            <Button onClick={() => setCount(count + STEP)}>{t('showMore')}</Button>
          </div>
        )}
      </Card>
    </Page>
  );
}

/** Where a search begins; nowhere while another screen is shown. */
export function focusSearch(): void {
  document.querySelector<HTMLElement>('main input[type=search]')?.focus();
}

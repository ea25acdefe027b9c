import {
  Amount,
  Button,
  Chip,
  Copyable,
  Dialog,
  dateText,
  Empty,
  Facts,
  Field,
  Icon,
  type IconName,
  kitMessages,
  Note,
  useLoad,
} from '@eventide/kit';
import type { HistoryEntry } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { entryKey } from '../engine/activity.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { LookAlikeNote } from './CautionNote.tsx';
import { ExplorerLink } from './JobCard.tsx';
import { useTask } from './useTask.ts';

const states = {
  waiting: ['stateWaiting', 'accent'],
  executed: ['stateExecuted', 'accent'],
  final: ['stateFinal', 'positive'],
  failed: ['stateFailed', 'danger'],
  gone: ['stateGone', 'warn'],
  unsent: ['jobUnsent', 'warn'],
} as const;

const sendable: ReadonlySet<HistoryEntry['state']> = new Set(['waiting', 'unsent', 'gone']);

const icons: Readonly<Record<HistoryEntry['direction'], IconName>> = { in: 'receive', out: 'send', self: 'convert' };

/** What happened, newest first; a line opens its details. */
export function ActivityList({ entries }: { readonly entries: readonly HistoryEntry[] }): JSX.Element {
  const [open, setOpen] = useState<HistoryEntry | null>(null);
  if (entries.length === 0) return <Empty icon="list" text={t('noActivity')} />;
  return (
    <>
      <ul class="w-lines">
        {entries.map((entry, index) => (
          <li key={`${entryKey(entry)}-${index}`}>
            <Line entry={entry} onOpen={() => setOpen(entry)} />
          </li>
        ))}
      </ul>
      {open !== null && <EntryDialog entry={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Line({ entry, onOpen }: { readonly entry: HistoryEntry; readonly onOpen: () => void }): JSX.Element {
  const [stateKey, tone] = states[entry.state];
  const label = view.value.labels[entryKey(entry)];
  const contact = view.value.contacts.find(({ key }) => key === entry.counterparty);
  return (
    <button type="button" class="w-line" onClick={onOpen}>
      <span class="w-line-icon" data-side={entry.side}>
        <Icon name={icons[entry.direction]} />
      </span>
      <span class="w-line-text">
        <span>{t(entry.kind)}</span>
        <span class="muted small">{[label ?? contact?.name, whenText(entry)].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="w-line-end">
        <span data-direction={entry.direction}>
          {entry.direction === 'out' ? '−' : entry.direction === 'in' ? '+' : ''}
          <Amount lux={entry.value} />
        </span>
        {entry.state !== 'final' && <Chip tone={tone}>{t(stateKey)}</Chip>}
      </span>
    </button>
  );
}

/** Time if this wallet saw it happen, else the block. */
export function whenText({ timeMs, height }: HistoryEntry): string {
  if (timeMs !== null) return dateText(timeMs, kitMessages.locale.value);
  return height === null ? '' : `${t('block')} ${height}`;
}

function EntryDialog({ entry, onClose }: { readonly entry: HistoryEntry; readonly onClose: () => void }): JSX.Element {
  const key = entryKey(entry);
  const [label, setLabel] = useState(view.value.labels[key] ?? '');
  const task = useTask();
  const [stateKey, tone] = states[entry.state];
  const { counterparty } = entry;
  const lookAlike = useLoad(
    async () => (counterparty === null ? null : engine().lookAlikeOf(counterparty)),
    [counterparty],
  ).data;
  return (
    <Dialog title={t(entry.kind)} onClose={onClose}>
      <Facts
        rows={[
          [
            t('state'),
            <Chip key="state" tone={tone}>
              {t(stateKey)}
            </Chip>,
          ],
          [t('amount'), <Amount key="amount" lux={entry.value} />],
          entry.fee !== null && [t('fee'), <Amount key="fee" lux={entry.fee} />],
          entry.counterparty !== null && [
            t('counterparty'),
            <Copyable key="with" text={entry.counterparty} what={t('counterparty')} />,
          ],
          entry.memo !== null && [t('memo'), entry.memo],
          entry.height !== null && [t('block'), String(entry.height)],
          entry.timeMs !== null && [t('time'), dateText(entry.timeMs, kitMessages.locale.value)],
          entry.id !== null && [t('txId'), <Copyable key="id" text={entry.id} what={t('txId')} />],
        ]}
      />
      <LookAlikeNote found={lookAlike ?? null} />
      {entry.error !== null && (
        <Note tone="danger">
          <p>
            <strong>{t('whyFailed')}</strong>
          </p>
          <p class="mono">{entry.error}</p>
          <p>{t('paidFee')}</p>
        </Note>
      )}
      <Field label={t('label')} value={label} onInput={setLabel} />
      <div class="k-actions">
        <Button
          kind="primary"
          busy={task.busy}
          onClick={() => void task.run(() => engine().setLabel(key, label.trim())).then((done) => done && onClose())}
        >
          {t('save')}
        </Button>
        {entry.id !== null && <ExplorerLink id={entry.id} />}
        {entry.id !== null && sendable.has(entry.state) && (
          <Button onClick={() => void task.run(() => engine().resend(entry.id ?? ''))}>{t('sendAgain')}</Button>
        )}
      </div>
    </Dialog>
  );
}

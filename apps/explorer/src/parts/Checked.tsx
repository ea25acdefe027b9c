import { Card, countText, Icon, kitMessages, Note, Skeleton } from '@eventide/kit';
import type { JSX } from 'preact';
import type { BlockReading } from '../reader/protocol.ts';
import { t } from '../text/messages.ts';

const names = {
  hash: 'checkHash',
  transactions: 'checkRoot',
  link: 'checkLink',
  seed: 'checkSeed',
  generator: 'checkGenerator',
  votes: 'checkVotes',
} as const;

type Check = BlockReading['checks'][number];

/** What the browser itself verified of a block, and what it could not judge and why. */
export function Checked(props: { readonly reading: BlockReading | undefined; readonly isTip: boolean }): JSX.Element {
  const { reading, isTip } = props;
  const checks = reading?.checks;
  return (
    <Card title={t('checked')}>
      <p class="muted small">{t('checkedText')}</p>
      {checks === undefined && <Skeleton lines={2} />}
      {checks
        ?.filter(({ ok }) => ok === false)
        .map(({ check }) => (
          <Note key={check} tone="danger">
            {t('checkWrong', { check: t(names[check]) })}
          </Note>
        ))}
      <CheckList
        lines={(checks ?? []).map(({ check, ok }) => ({
          name: check,
          ok,
          text: ok === null ? `${t(names[check])} – ${reason(check, isTip)}` : t(names[check]),
        }))}
      />
      <p class="muted small">{t('neverChecked')}</p>
      {reading !== undefined && (
        <p class="muted small" data-took-ms={reading.tookMs}>
          {t('checkedTook', { count: countText(Math.ceil(reading.tookMs), kitMessages.locale.value) })}
        </p>
      )}
    </Card>
  );
}

export type CheckLine = {
  readonly name: string;
  /** null: could not be judged. */
  readonly ok: boolean | null;
  readonly text: string;
};

/** Lines of what was verified in the browser; what was not says so. */
export function CheckList({ lines }: { readonly lines: readonly CheckLine[] }): JSX.Element {
  return (
    <ul class="x-checks">
      {lines.map(({ name, ok, text }) => (
        <li key={name} data-check={name} data-ok={ok ?? 'open'} class={ok === null ? 'muted' : undefined}>
          <Icon name={ok === null ? 'info' : ok ? 'check' : 'cross'} />
          <span>{ok === null ? `${t('notChecked')}: ${text}` : text}</span>
        </li>
      ))}
    </ul>
  );
}

function reason(check: Check['check'], isTip: boolean): string {
  if (check === 'link') return t('whyNoBelow');
  return t(check === 'votes' && isTip ? 'whyNext' : 'whyStakes');
}

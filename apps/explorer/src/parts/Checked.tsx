import { Card, Icon, Note, Skeleton } from '@eventide/kit';
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
export function Checked(props: {
  readonly checks: readonly Check[] | undefined;
  readonly isTip: boolean;
}): JSX.Element {
  const { checks, isTip } = props;
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
      <ul class="x-checks">
        {checks?.map(({ check, ok }) => (
          <li key={check} data-check={check} data-ok={ok ?? 'open'} class={ok === null ? 'muted' : undefined}>
            <Icon name={ok === null ? 'info' : ok ? 'check' : 'cross'} />
            <span>
              {ok === null ? `${t('notChecked')}: ${t(names[check])} – ${reason(check, isTip)}` : t(names[check])}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function reason(check: Check['check'], isTip: boolean): string {
  if (check === 'link') return t('whyNoBelow');
  return t(check === 'votes' && isTip ? 'whyNext' : 'whyStakes');
}

import type { Lux } from '@eventide/base';
import { Amount, Card, dateText, Icon, type IconName, kitMessages, LinkButton, Page, Skeleton } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { spendable } from '../engine/spendable.ts';
import { ActivityList } from '../parts/ActivityList.tsx';
import { InterruptedNote } from '../parts/InterruptedNote.tsx';
import { JobCard } from '../parts/JobCard.tsx';
import { ReadyingNote } from '../parts/ReadyingNote.tsx';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

const SHOWN = 5;

/** Both sides of the money, what is under way, and what happened last. */
export function Home(): JSX.Element {
  const { balance, publicPending, balanceMs, node, jobs, history, syncedHeight } = view.value;
  const stale = node.state !== 'online' && balanceMs !== null;
  const age = balanceMs === null ? '' : dateText(balanceMs, kitMessages.locale.value);
  return (
    <Page title={t('home')} app={t('app')} lead={stale ? t('asOf', { time: age }) : undefined}>
      <div class="w-sides">
        <Side kind="shielded" icon="shield" hint={t('shieldedHint')}>
          {balance === null || syncedHeight === null ? (
            <Skeleton lines={2} />
          ) : (
            <>
              <p class="w-total" data-testid="shielded-total">
                <Amount lux={balance.shielded.total} />
              </p>
              <Parts
                rows={[
                  ['spendable', balance.shielded.spendable],
                  ['pending', balance.shielded.pending],
                ]}
              />
            </>
          )}
        </Side>
        <Side kind="public" icon="eye" hint={t('publicHint')}>
          {balance === null ? (
            <Skeleton lines={2} />
          ) : (
            <>
              <p class="w-total" data-testid="public-total">
                <Amount lux={balance.public} />
              </p>
              <Parts
                rows={[
                  ['spendable', spendable('public', { balance, publicPending })],
                  ['pending', publicPending],
                  ['staked', balance.staked],
                  ['rewards', balance.reward],
                ]}
              />
            </>
          )}
        </Side>
      </div>
      <div class="w-doors">
        <LinkButton href="#/send" kind="primary" icon="send">
          {t('send')}
        </LinkButton>
        <LinkButton href="#/receive" icon="receive">
          {t('receive')}
        </LinkButton>
        <LinkButton href="#/convert" icon="convert">
          {t('convert')}
        </LinkButton>
      </div>
      <InterruptedNote />
      <ReadyingNote />
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      <Card title={t('lastActivity')} aside={<a href="#/activity">{t('allActivity')}</a>}>
        {history === null ? <Skeleton lines={4} /> : <ActivityList entries={history.slice(0, SHOWN)} />}
      </Card>
    </Page>
  );
}

function Side(props: {
  readonly kind: 'shielded' | 'public';
  readonly icon: IconName;
  readonly hint: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="k-card w-side" data-kind={props.kind}>
      <div class="row spread">
        <h2>
          <Icon name={props.icon} /> {t(props.kind)}
        </h2>
        <span class="muted small">{props.hint}</span>
      </div>
      {props.children}
    </section>
  );
}

type PartsProps = {
  readonly rows: readonly (readonly [name: 'spendable' | 'pending' | 'staked' | 'rewards', lux: Lux])[];
};

function Parts({ rows }: PartsProps): JSX.Element {
  return (
    <dl class="w-parts">
      {rows.map(([name, lux]) => [
        <dt key={`${name}-name`}>{t(name)}</dt>,
        <dd key={name} data-testid={name}>
          <Amount lux={lux} />
        </dd>,
      ])}
    </dl>
  );
}

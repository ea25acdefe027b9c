import { Amount, Button, Card, Facts, kitMessages, Note, numberFormat, Page } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Plan } from '../engine/protocol.ts';
import { AmountField } from '../parts/AmountField.tsx';
import { amountOf, haveOn } from '../parts/amountField.ts';
import { JobCard } from '../parts/JobCard.tsx';
import { PlanReview } from '../parts/PlanReview.tsx';
import { useJob } from '../parts/useJob.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

const noGas = { limit: null, price: null } as const;
/** The smallest first stake. Spec: 05 §5 */
const MINIMUM = 1_000_000_000_000n;

/** Stake, add, take back, claim. */
export function Stake(): JSX.Element {
  const { stake } = view.value;
  const [amount, setAmount] = useState('');
  const [plan, setPlan] = useState<Plan | null>(null);
  const [job, setJobId] = useJob();
  const value = amountOf(amount);
  const staked = stake !== null && stake.active + stake.locked > 0n;
  const small = value !== null && !staked && value < MINIMUM;
  if (job !== undefined) {
    return (
      <Page key="job" title={t('stakeTitle')} app={t('app')}>
        <JobCard job={job} />
      </Page>
    );
  }
  if (plan !== null) {
    return (
      <Page key="review" title={t('reviewTitle')} app={t('app')}>
        <Card>
          <PlanReview plan={plan} gas={noGas} onBack={() => setPlan(null)} onStarted={setJobId} />
        </Card>
      </Page>
    );
  }
  return (
    <Page key="form" title={t('stakeTitle')} app={t('app')} lead={t('stakeLead')}>
      <Card title={t('staked')}>
        {!staked && <p class="muted">{t('stakeNone')}</p>}
        {stake !== null && <StakeFacts />}
        <div class="k-actions">
          {stake !== null && stake.reward > 0n && (
            <Button kind="primary" onClick={() => setPlan({ kind: 'claimReward' })}>
              {t('claim')}
            </Button>
          )}
          {staked && <Button onClick={() => setPlan({ kind: 'unstake' })}>{t('unstake')}</Button>}
        </div>
      </Card>
      <Card title={t(staked ? 'topUp' : 'stakeNow')}>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (value !== null && !small) setPlan({ kind: 'stake', value });
          }}
        >
          <AmountField
            value={amount}
            onInput={setAmount}
            have={haveOn('public')}
            max={() => engine().maxValue('stake')}
            error={small ? t('stakeMinimum') : undefined}
          />
          <p class="muted small">{t(staked ? 'stakeLockedHint' : 'stakeMinimum')}</p>
          <Note tone="plain">{t('stakeNode')}</Note>
          <div class="k-actions">
            <Button kind="primary" type="submit" disabled={value === null || small}>
              {t('review')}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}

function StakeFacts(): JSX.Element | null {
  const { stake, node } = view.value;
  if (stake === null) return null;
  return (
    <Facts
      rows={[
        [t('stakeActive'), <Amount key="active" lux={stake.active} />],
        stake.locked > 0n && [
          t('stakeLocked'),
          <span key="locked">
            <Amount lux={stake.locked} /> <span class="muted">{t('stakeLockedHint')}</span>
          </span>,
        ],
        stake.active > 0n && [t('stakeEligible'), eligibleText(stake.eligibility, node.height)],
        [t('rewards'), <Amount key="reward" lux={stake.reward} />],
        [
          t('stakeFaults'),
          stake.faults + stake.hardFaults === 0 ? t('faultsNone') : `${stake.faults} / ${stake.hardFaults}`,
        ],
      ]}
    />
  );
}

/** Since or from when a stake counts; the time by a usual block of ten seconds on public networks, two on local ones. */
function eligibleText(eligibility: bigint, height: bigint | null): string {
  const locale = kitMessages.locale.value;
  const shown = numberFormat(locale).format(eligibility);
  if (height !== null && eligibility <= height) return t('stakeSince', { height: shown });
  const blockSec = view.value.facts?.protocol === 'eventide' ? 2 : 10;
  const minutes = height === null ? 0 : Math.round((Number(eligibility - height) * blockSec) / 60);
  const format = numberFormat(locale, {
    style: 'unit',
    unit: minutes > 120 ? 'hour' : 'minute',
    maximumFractionDigits: 0,
  });
  return t('stakeFrom', { height: shown, time: format.format(minutes > 120 ? minutes / 60 : minutes) });
}

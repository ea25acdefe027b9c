import { Button, Card, Note, Page, Segments, useLoad } from '@eventide/kit';
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

/** Moves own money between the sides. */
export function Convert(): JSX.Element {
  const [kind, setKind] = useState<'shield' | 'unshield'>('shield');
  const [amount, setAmount] = useState('');
  const [plan, setPlan] = useState<Plan | null>(null);
  const [job, setJobId] = useJob();
  const value = amountOf(amount);
  const links = useLoad(
    async () => value !== null && engine().conversionLinks(kind, value),
    [kind, value, view.value.history],
  ).data;
  if (job !== undefined) {
    return (
      <Page key="job" title={t('convertTitle')} app={t('app')}>
        <JobCard job={job} />
      </Page>
    );
  }
  return (
    <Page key="form" title={t('convertTitle')} app={t('app')} lead={t('convertLead')}>
      {plan === null && (
        <Segments
          label={t('convertTitle')}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'shield', label: t('shield') },
            { value: 'unshield', label: t('unshield') },
          ]}
        />
      )}
      <Card>
        {plan !== null ? (
          <PlanReview plan={plan} gas={noGas} onBack={() => setPlan(null)} onStarted={setJobId} />
        ) : (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (value !== null) setPlan({ kind, value });
            }}
          >
            <Note icon={kind === 'shield' ? 'shield' : 'eye'}>
              {t(kind === 'shield' ? 'shieldText' : 'unshieldText')}
            </Note>
            <AmountField
              value={amount}
              onInput={setAmount}
              have={haveOn(kind === 'shield' ? 'public' : 'shielded')}
              max={() => engine().maxValue(kind)}
            />
            {links === true && <Note tone="warn">{t('linkAdvice')}</Note>}
            <div class="k-actions">
              <Button kind="primary" type="submit" disabled={value === null}>
                {t('review')}
              </Button>
            </div>
          </form>
        )}
      </Card>
    </Page>
  );
}

import { utf8 } from '@eventide/base';
import { Button, Card, Field, Icon, IconButton, kitMessages, Page, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Plan, RecipientInfo } from '../engine/protocol.ts';
import { AmountField } from '../parts/AmountField.tsx';
import { amountOf, haveOn } from '../parts/amountField.ts';
import { GasFields, noGasText, readGas } from '../parts/GasFields.tsx';
import { JobCard } from '../parts/JobCard.tsx';
import { PlanReview } from '../parts/PlanReview.tsx';
import { ReadyingNote } from '../parts/ReadyingNote.tsx';
import { typedAmount } from '../parts/readAmount.ts';
import { useJob } from '../parts/useJob.ts';
import { QrReader } from '../qr/QrReader.tsx';
import { router } from '../route.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

const MOST_MEMO_BYTES = 512;
/** No key has such letters, however they are drawn. */
const FOREIGN = /[^\x20-\x7e]/;
const refusals = { wrong: 'toWrong', altered: 'toAltered', foreign: 'toForeign' } as const;

/** Recipient, amount, memo; then a review; then the way to the final block. */
export function Send(): JSX.Element {
  const { contacts } = view.value;
  const [to, setTo] = useState(router.route.value.query.to ?? '');
  const [amount, setAmount] = useState('');
  const [memo, setMemo] = useState('');
  const [gas, setGas] = useState(noGasText);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [scanning, setScanning] = useState(false);
  const [job, setJobId] = useJob();

  const named = contacts.find(({ name }) => name.toLowerCase() === to.trim().toLowerCase());
  const recipient = useLoad(async (): Promise<RecipientInfo | keyof typeof refusals | null> => {
    if (to.trim() === '') return null;
    return engine()
      .parseRecipient(named?.key ?? to)
      .catch((error: { details?: { rule?: string } }) => {
        if (String(error.details?.rule).includes('altered')) return 'altered';
        return FOREIGN.test(to.trim()) ? 'foreign' : 'wrong';
      });
  }, [to, named?.key]).data;
  const known = typeof recipient === 'object' ? recipient : null;
  useEffect(() => {
    if (known?.amount != null) setAmount(typedAmount(known.amount, kitMessages.locale.value));
    if (known?.memo != null) setMemo(known.memo);
  }, [known?.amount, known?.memo]);

  const value = amountOf(amount);
  const memoBytes = utf8(memo).length;
  const choice = readGas(gas);
  const side = known?.kind === 'public' ? 'public' : 'shielded';
  const ready = known !== null && value !== null && memoBytes <= MOST_MEMO_BYTES && choice !== undefined;
  const kind = side === 'public' ? 'sendPublic' : 'sendShielded';

  if (job !== undefined) {
    return (
      <Page key="job" title={t('sendTitle')} app={t('app')}>
        <JobCard job={job} />
        {(job.stage === 'cancelled' || job.stage === 'failed') && (
          <div class="k-actions">
            <Button kind="primary" onClick={() => setJobId(null)}>
              {t('retry')}
            </Button>
          </div>
        )}
      </Page>
    );
  }
  if (plan !== null && choice !== undefined) {
    return (
      <Page key="review" title={t('reviewTitle')} app={t('app')}>
        <Card>
          <PlanReview plan={plan} gas={choice} onBack={() => setPlan(null)} onStarted={setJobId} />
        </Card>
      </Page>
    );
  }
  return (
    <Page key="form" title={t('sendTitle')} app={t('app')}>
      <Card>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) setPlan({ kind, to: known.key, value, memo });
          }}
        >
          <Field
            label={t('to')}
            name="to"
            rows={2}
            mono
            value={to}
            onInput={setTo}
            hint={known === null ? t('toHint') : <KindLine kind={known.kind} />}
            after={<IconButton icon="scan" label={t('scanTitle')} onClick={() => setScanning(true)} />}
            error={typeof recipient === 'string' ? t(refusals[recipient]) : undefined}
          />
          {scanning && (
            <QrReader
              onClose={() => setScanning(false)}
              onText={(text) => {
                setTo(text);
                setScanning(false);
              }}
            />
          )}
          {contacts.length > 0 && (
            <div class="w-completions">
              {contacts.slice(0, 6).map(({ name, key }) => (
                <Button key={key} small onClick={() => setTo(key)}>
                  {name}
                </Button>
              ))}
            </div>
          )}
          <AmountField value={amount} onInput={setAmount} have={haveOn(side)} max={() => engine().maxValue(kind)} />
          <Field
            label={`${t('memo')} (${t('optional')})`}
            name="memo"
            value={memo}
            onInput={setMemo}
            hint={t('memoHint')}
            error={memoBytes > MOST_MEMO_BYTES ? t('memoLong', { count: memoBytes }) : undefined}
          />
          <GasFields gas={gas} onChange={setGas} />
          {side === 'shielded' && <ReadyingNote />}
          <div class="k-actions">
            <Button kind="primary" type="submit" disabled={!ready}>
              {t('review')}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}

function KindLine({ kind }: { readonly kind: 'shielded' | 'public' }): JSX.Element {
  return (
    <span class="w-kind" data-kind={kind}>
      <Icon name={kind === 'shielded' ? 'shield' : 'eye'} />
      {t(kind === 'shielded' ? 'toShielded' : 'toPublic')}
    </span>
  );
}

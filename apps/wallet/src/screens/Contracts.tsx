import { Button, Card, Field, FileField, Page, Segments, Select, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Plan } from '../engine/protocol.ts';
import { AmountField } from '../parts/AmountField.tsx';
import { amountOf } from '../parts/amountField.ts';
import { Failure } from '../parts/Failure.tsx';
import { JobCard } from '../parts/JobCard.tsx';
import { PlanReview } from '../parts/PlanReview.tsx';
import { Sites } from '../parts/Sites.tsx';
import { useJob } from '../parts/useJob.ts';
import { useTask } from '../parts/useTask.ts';
import { engine } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

const noGas = { limit: null, price: null } as const;

/** Reads and calls through an ABI file, and the sites that may ask. */
export function Contracts(): JSX.Element {
  const [plan, setPlan] = useState<Plan | null>(null);
  const [job, setJobId] = useJob();
  if (job !== undefined) {
    return (
      <Page key="job" title={t('contractsTitle')} app={t('app')}>
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
    <Page key="form" title={t('contractsTitle')} app={t('app')} lead={t('contractsLead')}>
      <CallForm onPlan={setPlan} />
      <Sites />
    </Page>
  );
}

function CallForm({ onPlan }: { readonly onPlan: (plan: Plan) => void }): JSX.Element {
  const [contract, setContract] = useState('');
  const [abi, setAbi] = useState('');
  const [chosen, setChosen] = useState('');
  const [args, setArgs] = useState('');
  const [deposit, setDeposit] = useState('');
  const [privacy, setPrivacy] = useState<'shielded' | 'public'>('shielded');
  const [result, setResult] = useState<string | null>(null);
  const task = useTask();
  const described = useLoad(async () => (abi === '' ? [] : engine().describeAbi(abi)), [abi]);
  const functions = described.data ?? [];
  const fn = chosen || (functions[0]?.name ?? '');
  const id = contract.trim().toLowerCase().replace(/^0x/, '');
  const idFits = /^[0-9a-f]{64}$/.test(id);
  const paid = deposit.trim() === '' ? 0n : amountOf(deposit);
  const ready = idFits && fn !== '' && described.failure === undefined;
  const read = (): Promise<boolean> =>
    task.run(async () => {
      setResult(null);
      setResult(await engine().readCall(id, abi, fn, args));
    });
  const call = (): Promise<boolean> =>
    task.run(async () => {
      if (paid === null) return;
      const fnArgs = await engine().encodeCall(abi, fn, args);
      onPlan({ kind: 'contractCall', contract: id, fnName: fn, fnArgs, deposit: paid, privacy });
    });
  return (
    <Card>
      <Field
        label={t('contractId')}
        mono
        value={contract}
        onInput={setContract}
        error={contract !== '' && !idFits ? t('contractIdWrong') : undefined}
      />
      <FileField
        label={t('abiFile')}
        accept=".json"
        onFile={(bytes) => {
          setChosen('');
          setAbi(new TextDecoder().decode(bytes));
        }}
      />
      {described.failure !== undefined && <Failure failure={described.failure} />}
      {functions.length > 0 && (
        <>
          <Select
            label={t('functionLabel')}
            value={fn}
            onChange={setChosen}
            options={functions.map(({ name }) => ({ value: name, label: name }))}
          />
          <Field label={t('argsLabel')} mono rows={3} value={args} onInput={setArgs} />
          <AmountField label={`${t('deposit')} (${t('optional')})`} value={deposit} onInput={setDeposit} />
          <div class="stack-s">
            <span class="k-label">{t('privacy')}</span>
            <Segments
              label={t('privacy')}
              value={privacy}
              onChange={setPrivacy}
              options={[
                { value: 'shielded', label: t('paidShielded') },
                { value: 'public', label: t('paidPublic') },
              ]}
            />
          </div>
        </>
      )}
      {task.failure !== null && <Failure failure={task.failure} />}
      {result !== null && (
        <div class="stack-s" role="status">
          <p class="k-label">{t('readResult')}</p>
          <pre class="k-raw">{result}</pre>
        </div>
      )}
      <div class="k-actions">
        <Button disabled={!ready} busy={task.busy} onClick={() => void read()}>
          {t('read')}
        </Button>
        <Button kind="primary" disabled={!ready || paid === null} busy={task.busy} onClick={() => void call()}>
          {t('call')}
        </Button>
      </div>
    </Card>
  );
}

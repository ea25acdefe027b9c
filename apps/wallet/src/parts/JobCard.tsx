import { amountText, announceProgress, Button, Card, Chip, kitMessages, Note, Progress, toast } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Job } from '../engine/protocol.ts';
import { engine, view } from '../state/wallet.ts';
import { messages, t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';

const steps = ['proving', 'sending', 'mempool', 'block', 'final'] as const;
const names = {
  preparing: 'jobPreparing',
  proving: 'jobProving',
  sending: 'jobSending',
  mempool: 'jobMempool',
  block: 'jobBlock',
  final: 'jobFinal',
  failed: 'jobFailed',
  cancelled: 'jobCancelled',
  unsent: 'jobUnsent',
} as const;

/** An action under way: phases of the proof, then the stages up to the final block. */
export function JobCard({ job }: { readonly job: Job }): JSX.Element {
  const { stage } = job;
  const proving = stage === 'preparing' || stage === 'proving';
  const phaseKey = `prove${job.provePhase}`;
  const { proving: prover, remoteProver } = view.value;
  const waits = job.provePhase === 'queued' && prover.state === 'preparing';
  const phaseText = messages.has(phaseKey) ? t(phaseKey) : t(names[stage]);
  const away = remoteProver && job.provePhase === 'witness';
  const text = stage !== 'proving' ? t(names[stage]) : away ? t('proveAway') : waits ? t('preparingProofs') : phaseText;
  const value = amountText(job.value, kitMessages.locale.value);
  useEffect(() => {
    if (stage === 'proving') announceProgress(t('proveNotice', { value, phase: text }), performance.now());
    if (stage === 'final') toast(t('paymentFinal', { value }));
  }, [stage, text]);
  return (
    <Card title={`${t(job.kind)} · ${value}`} aside={<StageChip stage={stage} />}>
      <div data-job={job.id} data-stage={stage} data-times={JSON.stringify(job.stageMs)} class="stack">
        {proving && (
          <Progress
            text={text}
            fraction={waits ? prover.fraction : job.fraction}
            etaSec={job.etaSec}
            onCancel={() => void engine().cancel(job.id)}
          />
        )}
        {!proving && stage !== 'cancelled' && stage !== 'unsent' && stage !== 'failed' && <Steps stage={stage} />}
        {proving && <p class="muted small">{t('jobLeave')}</p>}
        {stage === 'unsent' && (
          <Note tone="warn">
            <p>{t('jobUnsentText')}</p>
          </Note>
        )}
        {job.failure !== null && <Failure failure={job.failure} />}
        {job.failure?.code === 'PROVE_OUT_OF_MEMORY' && (
          <Note>
            <p>{t('memoryNext')}</p>
            <a href="#/settings">{t('settings')}</a>
          </Note>
        )}
        {job.stageMs.mempool !== undefined && (
          <p class="muted small">{t('took', { seconds: (job.stageMs.mempool / 1_000).toFixed(1) })}</p>
        )}
        <div class="k-actions">
          {stage === 'unsent' && job.txId !== null && (
            <Button kind="primary" onClick={() => void engine().resend(job.txId ?? '')}>
              {t('sendAgain')}
            </Button>
          )}
          {job.txId !== null && <ExplorerLink id={job.txId} />}
          {!proving && stage !== 'sending' && (
            <Button onClick={() => void engine().dismiss(job.id)}>{t('done')}</Button>
          )}
        </div>
      </div>
    </Card>
  );
}

function StageChip({ stage }: { readonly stage: Job['stage'] }): JSX.Element {
  const tone = stage === 'final' ? 'positive' : stage === 'failed' ? 'danger' : stage === 'unsent' ? 'warn' : 'accent';
  return <Chip tone={stage === 'cancelled' ? 'plain' : tone}>{t(names[stage])}</Chip>;
}

function Steps({ stage }: { readonly stage: Job['stage'] }): JSX.Element {
  const reached = steps.indexOf(stage as (typeof steps)[number]);
  return (
    <ol class="w-steps" aria-label={t('state')}>
      {steps.slice(1).map((step, index) => (
        <li key={step} data-done={index < reached} aria-current={step === stage ? 'step' : undefined}>
          {t(names[step])}
        </li>
      ))}
    </ol>
  );
}

/** Leads to the transaction in the explorer, where the network names one. */
export function ExplorerLink({ id }: { readonly id: string }): JSX.Element | null {
  const explorer = view.value.network?.explorer;
  if (explorer === undefined) return null;
  return (
    <a class="k-button" data-kind="quiet" href={`${explorer}/#/tx/${id}`} target="_blank" rel="noreferrer">
      {t('seeInExplorer')}
    </a>
  );
}

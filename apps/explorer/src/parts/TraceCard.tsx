import { toHex } from '@eventide/base';
import { Button, Card, type RpcFailure, Skeleton } from '@eventide/kit';
import { failureOf } from '@eventide/kit/worker/rpc';
import { type TraceCall, type TraceStep, type TxTrace, traceTx } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { node } from '../chain/connection.ts';
import { t } from '../text/messages.ts';
import { ContractLink, Count, contractName } from './cells.tsx';

/** Every call of a transaction, run again by the node when asked: nodes keep the states of some blocks only. Spec: 13 §6, §3.4 */
export function TraceCard({ id }: { readonly id: string }): JSX.Element {
  const [trace, setTrace] = useState<TxTrace | null>(null);
  const [failure, setFailure] = useState<RpcFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      setTrace(await traceTx(node(), { id }));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  return (
    <Card title={t('trace')}>
      <p class="muted small">{t('traceText')}</p>
      {trace === null && (
        <div>
          <Button onClick={() => void run()} busy={busy}>
            {t('traceRun')}
          </Button>
        </div>
      )}
      <div role="status" class="stack-s">
        {busy && <Skeleton lines={2} />}
        {failure !== null && (
          <p class="muted">
            {t(failure.code === 'NETWORK_UNSUPPORTED' ? 'traceUnsupported' : 'traceGone')}{' '}
            <code class="small">{failure.message}</code>
          </p>
        )}
        {trace !== null && <Calls calls={trace.calls} />}
        {trace !== null && trace.omitted > 0 && <p class="muted small">{t('traceCut', { count: trace.omitted })}</p>}
      </div>
    </Card>
  );
}

function Calls({ calls }: { readonly calls: readonly TraceCall[] }): JSX.Element {
  return (
    <ol class="stack-s">
      {calls.map((call, index) => (
        <li key={String(index)}>
          <Call call={call} />
        </li>
      ))}
    </ol>
  );
}

function Call({ call }: { readonly call: TraceCall }): JSX.Element {
  const { contract, fn, gasSpent, failure, steps } = call;
  return (
    <div class="stack-s">
      <span>
        <ContractLink id={contract} /> <code>{fn}</code>{' '}
        <span class="muted small">
          {t('gas')} <Count value={gasSpent} />
        </span>
      </span>
      {failure !== null && (
        <span>
          <strong>{failure.kind}</strong> {failure.message ?? ''} {failure.at !== null && <code>{failure.at}</code>}
        </span>
      )}
      {steps.length > 0 && (
        <ol class="stack-s">
          {steps.map((step, index) => (
            <li key={String(index)}>
              <Step step={step} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Step({ step }: { readonly step: TraceStep }): JSX.Element {
  if (step.kind === 'call') return <Call call={step.call} />;
  if (step.kind === 'log') return <code class="wrap">{step.line}</code>;
  return (
    <details class="k-more">
      <summary>
        <code>{step.topic}</code> · {contractName(step.source)}
      </summary>
      <ContractLink id={step.source} />
      <pre class="k-raw">{toHex(step.data) || '–'}</pre>
    </details>
  );
}

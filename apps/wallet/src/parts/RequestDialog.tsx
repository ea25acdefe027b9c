import { Address, amountText, Button, Dialog, Facts, kitMessages, Note } from '@eventide/kit';
import { visibility } from '@eventide/sdk/wallet/visibility';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ConnectQuestion, Simulation } from '../engine/connectProtocol.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { CautionNote } from './CautionNote.tsx';
import { Failure } from './Failure.tsx';
import { WhoSees } from './WhoSees.tsx';

/** A click meant for the page behind must not approve anything. Spec: 13 §5.1 */
const PAUSE_MS = 500;

/** A question of a site: who asks, what for, who would see it. */
export function RequestDialog({ question }: { readonly question: ConnectQuestion }): JSX.Element {
  const [ready, setReady] = useState(false);
  const { id, origin, request, suspicion, caution } = question;
  const [compared, setCompared] = useState(false);
  useEffect(() => {
    setReady(false);
    setCompared(false);
    const timer = setTimeout(() => setReady(true), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const answer = (yes: boolean): void => void engine().answer(id, yes);
  const reason = 'reason' in request ? request.reason : null;
  return (
    <Dialog title={t('requestTitle')} onClose={() => answer(false)}>
      <p class="muted small">{t('requestFrom')}</p>
      <p class="w-origin wrap">{origin}</p>
      {suspicion !== null && (
        <Note tone="danger">
          {suspicion.kind === 'reads' ? t('siteReads', { site: suspicion.like }) : t('siteForeign')}
        </Note>
      )}
      <p>
        <strong>{sentence(question)}</strong>
      </p>
      {reason !== null && (
        <Note tone="plain">
          {t('requestReason', { reason })} <span class="muted">{t('requestUnverified')}</span>
        </Note>
      )}
      <Details question={question} />
      {caution !== null && <CautionNote caution={caution} compared={compared} onCompared={setCompared} />}
      <div class="k-actions">
        <Button kind="primary" disabled={!ready || (caution !== null && !compared)} onClick={() => answer(true)}>
          {t('approve')}
        </Button>
        <Button onClick={() => answer(false)}>{t('reject')}</Button>
      </div>
    </Dialog>
  );
}

function sentence({ request }: ConnectQuestion): string {
  if (request.kind === 'connect') return t(request.shieldedAddress ? 'requestconnectShielded' : 'requestconnect');
  if (request.kind === 'transaction')
    return t(request.transaction.kind === 'transfer' ? 'requesttransfer' : 'requestcall');
  return t(`request${request.kind}`);
}

function Details({ question }: { readonly question: ConnectQuestion }): JSX.Element | null {
  const { request, argument, maxFee } = question;
  const locale = kitMessages.locale.value;
  if (request.kind === 'signMessage') {
    return <pre class="k-raw">{readable(request.message)}</pre>;
  }
  if (request.kind === 'signAuth') {
    return (
      <Facts
        rows={[
          [t('label'), request.statement ?? '–'],
          ['nonce', request.nonce],
        ]}
      />
    );
  }
  if (request.kind !== 'transaction') return null;
  const { transaction } = request;
  const { remoteProver, network } = view.value;
  const server = remoteProver && transaction.privacy === 'shielded' ? network?.node : null;
  const fee = maxFee !== null && ([t('reviewFee'), amountText(maxFee, locale)] as const);
  if (transaction.kind === 'transfer') {
    const kind = transaction.privacy === 'public' ? 'sendPublic' : 'sendShielded';
    return (
      <>
        <Facts
          rows={[
            [t('reviewPay'), amountText(BigInt(transaction.amount), locale)],
            [t('reviewTo'), <Address key="to" text={transaction.to} />],
            transaction.memo !== undefined && [t('memo'), transaction.memo],
            fee,
          ]}
        />
        <WhoSees visibility={visibility({ kind, payFrom: transaction.privacy })} server={server} />
      </>
    );
  }
  const deposit = BigInt(transaction.deposit ?? '0');
  return (
    <>
      <Facts
        rows={[
          [
            t('contractId'),
            <span key="id" class="mono wrap">
              {transaction.contractId}
            </span>,
          ],
          [t('functionLabel'), <code key="fn">{transaction.fnName}</code>],
          deposit > 0n && [t('deposit'), amountText(deposit, locale)],
          fee,
        ]}
      />
      <pre class="k-raw">{argument ?? '–'}</pre>
      <SimulationNote simulation={question.simulation} />
      <WhoSees visibility={visibility({ kind: 'contractCall', payFrom: transaction.privacy })} server={server} />
    </>
  );
}

/** What a call would do, as far as it could be tried. */
function SimulationNote({ simulation }: { readonly simulation: Simulation | null }): JSX.Element | null {
  if (simulation === null) return null;
  if (simulation.state === 'fails') return <Failure failure={simulation.failure} />;
  const works = simulation.state === 'works';
  const fee = works ? amountText(simulation.maxFee, kitMessages.locale.value) : '';
  return (
    <p role="status" class="muted" data-testid="simulation">
      {works ? t('simulationWorks', { fee }) : t('simulationRuns')}
    </p>
  );
}

/** Text where the bytes are text, else hex. */
function readable(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

import { Address, Amount, Button, Facts, Note, Skeleton, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GasChoice, Plan } from '../engine/protocol.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { CautionNote } from './CautionNote.tsx';
import { Failure } from './Failure.tsx';
import { ParametersNote } from './ParametersNote.tsx';
import { ReadyingNote } from './ReadyingNote.tsx';
import { useTask } from './useTask.ts';
import { WhoSees } from './WhoSees.tsx';

export type PlanReviewProps = {
  readonly plan: Plan;
  readonly gas: GasChoice;
  readonly onBack: () => void;
  readonly onStarted: (job: number) => void;
};

/** Everything that matters before an action is confirmed: cost, who sees what, and whether the recipient is new. Spec: 13 §2.1, §5.2 */
export function PlanReview(props: PlanReviewProps): JSX.Element {
  const [merging, setMerging] = useState(false);
  if (!merging) return <OneReview key="wanted" {...props} onMerge={() => setMerging(true)} />;
  const back = (): void => setMerging(false);
  return <OneReview key="merge" {...props} plan={mergePlan} gas={usualGas} onBack={back} onMerge={back} />;
}

const mergePlan: Plan = { kind: 'mergeNotes' };
const usualGas: GasChoice = { limit: null, price: null };

type OneReviewProps = PlanReviewProps & {
  /** Too many notes: merging them is an action of its own, with a review of its own. */
  readonly onMerge: () => void;
};

function OneReview({ plan, gas, onBack, onStarted, onMerge }: OneReviewProps): JSX.Element {
  const review = useLoad(() => engine().review(plan, gas), [plan, gas]);
  const [compared, setCompared] = useState(false);
  const task = useTask();
  const { data, failure } = review;
  const proves = data?.side === 'shielded';
  const { remoteProver, parameters, network } = view.value;
  const here = proves && !remoteProver;
  const lacksFile = here && parameters === 'missing';
  const blocked = lacksFile || data === undefined || data.refusal !== null || (data.caution !== null && !compared);
  const to = 'to' in plan ? plan.to : null;
  const contact = view.value.contacts.find(({ key }) => key === to);
  const value = 'value' in plan ? plan.value : plan.kind === 'contractCall' ? plan.deposit : 0n;
  return (
    <div class="stack">
      {failure !== undefined && <Failure failure={failure} again={review.again} />}
      {data === undefined && failure === undefined && <Skeleton lines={5} />}
      {data !== undefined && (
        <>
          <div class="w-pay">
            <span class="muted">{t(plan.kind)}</span>
            {value > 0n && (
              <strong>
                <Amount lux={value} />
              </strong>
            )}
          </div>
          <Facts
            rows={[
              to !== null && [
                t('reviewTo'),
                <span key="to" class="stack-s">
                  {contact !== undefined && <strong>{contact.name}</strong>}
                  <Address text={to} />
                </span>,
              ],
              'memo' in plan && plan.memo !== '' && [t('memo'), plan.memo],
              plan.kind === 'contractCall' && [
                t('contractId'),
                <span key="contract" class="mono">
                  {plan.contract}
                </span>,
              ],
              plan.kind === 'contractCall' && [t('functionLabel'), <code key="fn">{plan.fnName}</code>],
              [
                t('reviewFee'),
                <span key="fee">
                  <Amount lux={data.maxFee} /> <span class="muted">{t('reviewFeeHint')}</span>
                </span>,
              ],
              [t('reviewTotal'), <Amount key="total" lux={data.total} />],
              [t('reviewAfter'), <Amount key="after" lux={data.after} />],
            ]}
          />
          {data.caution !== null && data.refusal === null && (
            <CautionNote caution={data.caution} compared={compared} onCompared={setCompared} />
          )}
          {data.refusal !== null && <Failure failure={data.refusal} />}
          {data.refusal?.code === 'WALLET_TOO_FRAGMENTED' && (
            <div>
              <Button onClick={onMerge}>{t('merge')}</Button>
            </div>
          )}
          {view.value.node.state === 'offline' && data.refusal === null && proves && (
            <Note tone="warn" icon="offline">
              {t('offlineReview')}
            </Note>
          )}
          <WhoSees visibility={data.visibility} server={proves && remoteProver ? network?.node : null} />
        </>
      )}
      {here && <ParametersNote />}
      {here && <ReadyingNote />}
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button
          kind="primary"
          id="confirm"
          disabled={blocked}
          busy={task.busy}
          onClick={() => void task.run(async () => onStarted(await engine().perform(plan, gas)))}
        >
          {t(proves ? 'confirmProve' : 'confirm')}
        </Button>
        <Button onClick={onBack}>{t('back')}</Button>
      </div>
    </div>
  );
}

import { Button, Card, Field, Skeleton, useLoad } from '@eventide/kit';
import { getBlock, getProvisioners } from '@eventide/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { client, node } from '../chain/connection.ts';
import { recordedGenerator } from '../chain/recordedGenerator.ts';
import { reader } from '../reader/reader.ts';
import { t } from '../text/messages.ts';
import { CheckList } from './Checked.tsx';
import { AccountLink } from './cells.tsx';
import { Failed } from './Failed.tsx';
import { Members } from './Votes.tsx';

const steps = ['proposal', 'validation', 'ratification'] as const;
const LAST_ITERATION = 49;

/** A round; null: the one after the tip. */
type Asked = { readonly round: bigint | null; readonly iteration: number };

/** Who is drawn in a round and iteration, computed in this browser: first the round after the tip, then any. Spec: 13 §6, 06 §7 */
export function Committees({ tip }: { readonly tip: bigint }): JSX.Element {
  const [asked, setAsked] = useState<Asked>({ round: null, iteration: 0 });
  return (
    <Card title={t('committees')}>
      <p class="muted small">{t('committeeText')}</p>
      <Form tip={tip} onAsk={setAsked} />
      <Drawn key={`${asked.round} ${asked.iteration}`} {...asked} round={asked.round ?? tip + 1n} tip={tip} />
    </Card>
  );
}

type FormProps = { readonly tip: bigint; readonly onAsk: (asked: Asked) => void };

function Form({ tip, onAsk }: FormProps): JSX.Element {
  const [round, setRound] = useState('');
  const [iteration, setIteration] = useState('0');
  const [problem, setProblem] = useState<'round' | 'iteration' | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const next = round.trim() === '' ? null : /^\d{1,18}$/.test(round.trim()) ? BigInt(round.trim()) : 0n;
    const tried = /^\d{1,2}$/.test(iteration.trim()) ? Number(iteration) : LAST_ITERATION + 1;
    const wrong =
      next !== null && (next < 1n || next > tip + 1n) ? 'round' : tried > LAST_ITERATION ? 'iteration' : null;
    setProblem(wrong);
    if (wrong === null) onAsk({ round: next, iteration: tried });
  };
  return (
    <form class="x-form" onSubmit={submit}>
      <Field
        label={t('round')}
        name="round"
        value={round}
        onInput={setRound}
        inputMode="numeric"
        placeholder={String(tip + 1n)}
        error={problem === 'round' ? t('roundBad', { height: String(tip + 1n) }) : undefined}
      />
      <Field
        label={t('iteration')}
        name="iteration"
        value={iteration}
        onInput={setIteration}
        inputMode="numeric"
        error={problem === 'iteration' ? t('iterationBad', { last: LAST_ITERATION }) : undefined}
      />
      <Button type="submit">{t('committeeDraw')}</Button>
    </form>
  );
}

type DrawnProps = { readonly round: bigint; readonly iteration: number; readonly tip: bigint };

function Drawn({ round, iteration, tip }: DrawnProps): JSX.Element {
  const loaded = useLoad((signal) => draw(round, iteration, tip, signal), [client.value, round, iteration]);
  const { data, failure } = loaded;
  return (
    <div class="stack-s" role="status">
      <h3>{t('committeeOf', { round: String(round), iteration })}</h3>
      {failure !== undefined && <Failed failure={failure} again={loaded.again} />}
      {data === undefined && failure === undefined && <Skeleton lines={3} />}
      {data === null && <p class="muted">{t('committeeNoSeed', { height: String(round - 1n) })}</p>}
      {data != null && (
        <>
          <p class="muted small">{t(data.exact ? 'stakesThen' : 'stakesNow', { height: String(round - 1n) })}</p>
          {data.recorded !== null && (
            <CheckList lines={[compare(data.recorded, data.members[0]?.[0]?.account, data.exact)]} />
          )}
          {data.members.map((members, index) => (
            <section key={steps[index]} class="stack-s">
              <h4 class="small">{t(steps[index] ?? 'proposal')}</h4>
              {index === 0 ? <Generator account={members[0]?.account} /> : <Members members={members} />}
            </section>
          ))}
        </>
      )}
    </div>
  );
}

function Generator({ account }: { readonly account: string | undefined }): JSX.Element {
  return <p>{account === undefined ? '–' : <AccountLink account={account} />}</p>;
}

/** Stakes of then where the node keeps them; for the round after the tip those of now are those of then. */
async function draw(round: bigint, iteration: number, tip: bigint, signal: AbortSignal) {
  const [before, block] = await Promise.all([
    getBlock(node(), round - 1n, { signal }),
    round > tip ? null : getBlock(node(), round, { signal }),
  ]);
  if (before === null) return null;
  const kept = round > tip ? null : await reader().stakesAt(node().transport.url, round - 1n);
  const stakes = kept ?? (await getProvisioners(node(), { signal }));
  const place = { stakes, seed: before.seed, round, iteration };
  const members = await Promise.all(steps.map((step) => reader().drawCommittee({ ...place, step })));
  const recorded = block === null ? null : recordedGenerator(block, iteration);
  return { members, recorded, exact: kept !== null || round > tip };
}

function compare(recorded: string, drawn: string | undefined, exact: boolean) {
  if (recorded === drawn) return { name: 'recorded', ok: true, text: t('generatorRecorded') };
  return { name: 'recorded', ok: exact ? false : null, text: t(exact ? 'generatorOther' : 'whyStakes') };
}

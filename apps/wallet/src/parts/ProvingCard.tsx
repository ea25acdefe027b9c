import { Button, Card, Check, Dialog, Note, Select, writeChoice } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { engine, threadsChoice, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';
import { ParametersNote } from './ParametersNote.tsx';
import { useTask } from './useTask.ts';

/** How and where proofs are made. */
export function ProvingCard(): JSX.Element {
  const { parameters, remoteProver } = view.value;
  const [threads, setThreads] = useState(threadsChoice());
  const [asked, setAsked] = useState(false);
  const most = navigator.hardwareConcurrency ?? 2;
  const choices = [1, 2, 4, 8, 16].filter((count) => count <= most);
  return (
    <Card title={t('setProving')}>
      {!remoteProver && <p class="muted small">{t('remoteOff')}</p>}
      {!remoteProver && <ParametersNote />}
      {parameters === 'present' && <p class="muted small">{t('parametersPresent')}</p>}
      <Select
        label={t('threads')}
        value={threads === null ? '' : String(threads)}
        hint={t('threadsHint')}
        options={[
          { value: '', label: t('threadsAuto') },
          ...choices.map((count) => ({ value: String(count), label: String(count) })),
        ]}
        onChange={(value) => {
          const wanted = value === '' ? null : Number(value);
          writeChoice('threads', value);
          setThreads(wanted);
          void engine().setThreads(wanted);
        }}
      />
      {remoteProver ? (
        <Note tone="warn" icon="eye">
          <div class="stack-s" data-testid="remote-on">
            <p>{t('remoteOn', { server: view.value.network?.node ?? '' })}</p>
            <div>
              <Button small onClick={() => void engine().setRemoteProver(false)}>
                {t('remoteStop')}
              </Button>
            </div>
          </div>
        </Note>
      ) : (
        <div>
          <Button onClick={() => setAsked(true)}>{t('remoteStart')}</Button>
        </div>
      )}
      {asked && <RemoteDialog onClose={() => setAsked(false)} />}
    </Card>
  );
}

/** What a proving server sees, in so many words, before it is used. Spec: 13 §5.1, §5.3 */
function RemoteDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [understood, setUnderstood] = useState(false);
  const task = useTask();
  return (
    <Dialog title={t('remoteStart')} onClose={onClose}>
      <Note tone="danger" icon="eye">
        <p>{t('remoteWarning', { server: view.value.network?.node ?? '' })}</p>
      </Note>
      <p>{t('remoteSafe')}</p>
      <Check checked={understood} onChange={setUnderstood}>
        {t('remoteUnderstood')}
      </Check>
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button
          kind="danger"
          disabled={!understood}
          busy={task.busy}
          onClick={() => void task.run(() => engine().setRemoteProver(true)).then((done) => done && onClose())}
        >
          {t('remoteUse')}
        </Button>
        <Button onClick={onClose}>{t('back')}</Button>
      </div>
    </Dialog>
  );
}

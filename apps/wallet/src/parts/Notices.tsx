import { Button, Note, updateWaiting, useUpdate } from '@eventide/kit';
import type { JSX } from 'preact';
import { router } from '../route.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';
import { useTask } from './useTask.ts';

/** What the user should know on every screen: how the node is, whose words these are, and what waits. */
export function Notices(): JSX.Element {
  const { node, facts, published, wordsUnchecked, readOnly, recordsDamaged, syncFailure, phase } = view.value;
  const task = useTask();
  const places = {
    offline: 'noteOffline',
    behind: 'noteBehind',
    wrongChain: 'noteWrongChain',
    lying: 'noteLying',
  } as const;
  const bad = node.state in places ? places[node.state as keyof typeof places] : null;
  const aboutNode = syncFailure?.code.startsWith('NETWORK_') === true;
  return (
    <div class="w-notices">
      {bad !== null && (
        <Note tone={node.state === 'wrongChain' || node.state === 'lying' ? 'danger' : 'warn'} icon="offline">
          <p>{t(bad)}</p>
          {(node.state === 'wrongChain' || node.state === 'lying') && <a href="#/settings">{t('settings')}</a>}
        </Note>
      )}
      {syncFailure !== null && !aboutNode && phase === 'open' && (
        <Failure failure={syncFailure} again={() => void engine().sync(false)} />
      )}
      {readOnly && phase === 'open' && (
        <Note tone="warn">
          <div class="row spread">
            <span>{t('noteReadOnly')}</span>
            <Button small busy={task.busy} onClick={() => void task.run(() => engine().takeOver())}>
              {t('useHere')}
            </Button>
          </div>
        </Note>
      )}
      {updateWaiting.value && (
        <Note>
          <div class="row spread">
            <span>{t('noteUpdate')}</span>
            <Button small onClick={useUpdate}>
              {t('useHere')}
            </Button>
          </div>
        </Note>
      )}
      {recordsDamaged && <Note tone="warn">{t('noteRecords')}</Note>}
      {wordsUnchecked && (
        <Note tone="warn">
          <div class="row spread">
            <span>{t('noteWords')}</span>
            <Button small onClick={() => router.go('/words')}>
              {t('checkNow')}
            </Button>
          </div>
        </Note>
      )}
      {(facts?.srs === 'local-1' || facts?.proofs === 'mock') && (
        <Note tone="plain">
          {t('noteLocal')} {facts.proofs === 'mock' && t('noteMock')} {published && t('notePublished')}
        </Note>
      )}
    </div>
  );
}

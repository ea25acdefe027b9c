import { Button, Card, Field, Note, Page } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CurrentPassword } from '../parts/CurrentPassword.tsx';
import { Failure } from '../parts/Failure.tsx';
import { OwnPicture } from '../parts/OwnPicture.tsx';
import { PasskeyButton } from '../parts/PasskeyButton.tsx';
import { useTask } from '../parts/useTask.ts';
import { useTries } from '../parts/useTries.ts';
import { router } from '../route.ts';
import { stayOpen } from '../state/autoLock.ts';
import { engine, view, wipeWallet } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Asks for the password; after five wrong ones a pause that grows. */
export function Unlock(): JSX.Element {
  const [password, setPassword] = useState('');
  const task = useTask();
  const { greeting } = view.value;
  const tries = useTries(task.failure);
  const open = async (unlock: () => Promise<void>): Promise<void> => {
    stayOpen();
    const opened = await task.run(unlock);
    setPassword('');
    if (opened) router.go('/', { replace: true });
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (password !== '' && tries.waitSec === 0) void open(() => engine().unlock(password));
  };
  return (
    <Page title={t('unlockTitle')} app={t('app')} lead={t('unlockLead')}>
      <Card>
        {greeting !== null && (
          <div class="row w-greeting">
            <OwnPicture picture={greeting.picture} />
            <div class="stack-s">
              {greeting.phrase !== '' && <strong>{greeting.phrase}</strong>}
              <span class="muted small">{t('greetingHint')}</span>
            </div>
          </div>
        )}
        <form class="stack" onSubmit={submit}>
          <CurrentPassword value={password} onInput={setPassword} tries={tries} />
          {tries.failure !== null && <Failure failure={tries.failure} />}
          <div class="k-actions">
            <Button kind="primary" type="submit" busy={task.busy} disabled={tries.waitSec > 0}>
              {t('unlock')}
            </Button>
            <PasskeyButton
              busy={task.busy}
              onSecret={(secret) => void open(() => engine().unlockWithPasskey(secret))}
            />
          </div>
        </form>
      </Card>
      <p class="small">
        <a href="#/forgot">{t('forgot')}</a>
      </p>
    </Page>
  );
}

/** What is stored cannot be read: the words bring everything back. */
export function Damaged(): JSX.Element {
  const task = useTask();
  return (
    <Page title={t('damagedTitle')} app={t('app')}>
      <Note tone="danger">{t('damagedText')}</Note>
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button
          kind="danger"
          busy={task.busy}
          onClick={() => void task.run(() => wipeWallet()).then(() => router.go('/restore'))}
        >
          {t('wipeAndRestore')}
        </Button>
      </div>
    </Page>
  );
}

/** A forgotten password: the wallet is removed here and restored from its words. */
export function Forgot(): JSX.Element {
  const task = useTask();
  const [typed, setTyped] = useState('');
  return (
    <Page title={t('restoreTitle')} app={t('app')}>
      <Card>
        <Note tone="warn">{t('wipeText')}</Note>
        <Field label={t('wipeConfirm', { word: t('wipeWord') })} value={typed} onInput={setTyped} />
        {task.failure !== null && <Failure failure={task.failure} />}
        <div class="k-actions">
          <Button
            kind="danger"
            busy={task.busy}
            disabled={typed.trim().toLowerCase() !== t('wipeWord')}
            onClick={() => void task.run(() => wipeWallet()).then(() => router.go('/restore'))}
          >
            {t('wipeAndRestore')}
          </Button>
          <Button onClick={() => router.go('/')}>{t('back')}</Button>
        </div>
      </Card>
    </Page>
  );
}

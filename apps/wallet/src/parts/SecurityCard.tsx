import { Button, Card, Dialog, Field, Note, Select, saveFile, toast, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { router } from '../route.ts';
import { lockMinutes } from '../state/autoLock.ts';
import { engine, view, wipeWallet } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { makePasskey, passkeysPossible } from './askPasskey.ts';
import { CurrentPassword } from './CurrentPassword.tsx';
import { Failure } from './Failure.tsx';
import { GreetingDialog } from './GreetingDialog.tsx';
import { noPassword, PasswordFields, passwordProblem } from './PasswordFields.tsx';
import { useTask } from './useTask.ts';
import { useTries } from './useTries.ts';
import { WordsList } from './WordsList.tsx';

type Asked = 'words' | 'password' | 'backup' | 'wipe' | 'greeting' | 'passkey' | null;

/** Locking, words, password, file, and removing the wallet. */
export function SecurityCard(): JSX.Element {
  const [asked, setAsked] = useState<Asked>(null);
  const possible = useLoad(passkeysPossible, []).data === true;
  const close = (): void => setAsked(null);
  return (
    <Card title={t('setSecurity')}>
      <Select
        label={t('autoLock')}
        value={String(lockMinutes.value)}
        options={[1, 5, 15, 30, 60].map((count) => ({ value: String(count), label: t('minutes', { count }) }))}
        onChange={(value) => {
          lockMinutes.value = Number(value);
        }}
      />
      <div class="k-actions">
        <Button onClick={() => setAsked('words')}>{t('showWords')}</Button>
        <Button onClick={() => setAsked('password')}>{t('changePassword')}</Button>
        <Button onClick={() => setAsked('backup')}>{t('backup')}</Button>
        <Button onClick={() => setAsked('greeting')}>{t('greeting')}</Button>
        {view.value.passkey !== null ? (
          <Button onClick={() => void engine().removePasskey()}>{t('removePasskey')}</Button>
        ) : (
          possible && <Button onClick={() => setAsked('passkey')}>{t('addPasskey')}</Button>
        )}
        <Button kind="danger" onClick={() => setAsked('wipe')}>
          {t('wipe')}
        </Button>
      </div>
      {asked === 'words' && <WordsDialog onClose={close} />}
      {asked === 'password' && <PasswordDialog onClose={close} />}
      {asked === 'backup' && <BackupDialog onClose={close} />}
      {asked === 'wipe' && <WipeDialog onClose={close} />}
      {asked === 'greeting' && <GreetingDialog onClose={close} />}
      {asked === 'passkey' && <PasskeyDialog onClose={close} />}
    </Card>
  );
}

type Closing = { readonly onClose: () => void };

function WordsDialog({ onClose }: Closing): JSX.Element {
  const [words, setWords] = useState<readonly string[] | null | undefined>();
  return (
    <Dialog title={t('showWords')} onClose={onClose}>
      {words === undefined && (
        <AskPassword
          action={t('showWords')}
          run={async (password) => setWords((await engine().revealWords(password))?.split(' ') ?? null)}
        />
      )}
      {words === null && <Note>{t('wordsNone')}</Note>}
      {words != null && <WordsList words={words} />}
    </Dialog>
  );
}

function PasskeyDialog({ onClose }: Closing): JSX.Element {
  const [refused, setRefused] = useState(false);
  return (
    <Dialog title={t('addPasskey')} onClose={onClose}>
      <p class="muted">{t('passkeyText')}</p>
      {refused && <Note tone="warn">{t('passkeyRefused')}</Note>}
      <AskPassword
        action={t('addPasskey')}
        run={async (password) => {
          const made = await makePasskey(t('app'));
          setRefused(made === null);
          if (made === null) return;
          await engine().addPasskey(password, made.hint, made.secret);
          toast(t('passkeyAdded'));
          onClose();
        }}
      />
    </Dialog>
  );
}

function BackupDialog({ onClose }: Closing): JSX.Element {
  return (
    <Dialog title={t('backup')} onClose={onClose}>
      <p class="muted">{t('backupHint')}</p>
      <AskPassword
        action={t('save')}
        run={async (password) => {
          saveFile('wallet.dat', 'application/octet-stream', await engine().exportBackup(password));
          onClose();
        }}
      />
    </Dialog>
  );
}

/** The password once more, for what shows or takes out secrets. */
function AskPassword(props: {
  readonly action: string;
  readonly run: (password: string) => Promise<void>;
}): JSX.Element {
  const [password, setPassword] = useState('');
  const task = useTask();
  const tries = useTries(task.failure);
  const blocked = password === '' || tries.waitSec > 0;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) void task.run(() => props.run(password));
      }}
    >
      <CurrentPassword value={password} onInput={setPassword} tries={tries} />
      {tries.failure !== null && <Failure failure={tries.failure} />}
      <div class="k-actions">
        <Button kind="primary" type="submit" busy={task.busy} disabled={blocked}>
          {props.action}
        </Button>
      </div>
    </form>
  );
}

function PasswordDialog({ onClose }: Closing): JSX.Element {
  const [old, setOld] = useState('');
  const [next, setNext] = useState(noPassword);
  const task = useTask();
  const tries = useTries(task.failure);
  const blocked = old === '' || passwordProblem(next) !== undefined || tries.waitSec > 0;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (blocked) return;
    if (await task.run(() => engine().changePassword(old, next.first))) {
      toast(t('passwordChanged'));
      onClose();
    }
  };
  return (
    <Dialog title={t('changePassword')} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <CurrentPassword value={old} onInput={setOld} tries={tries} />
        <PasswordFields value={next} onChange={setNext} label={t('newPassword')} />
        {tries.failure !== null && <Failure failure={tries.failure} />}
        <div class="k-actions">
          <Button kind="primary" type="submit" busy={task.busy} disabled={blocked}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function WipeDialog({ onClose }: Closing): JSX.Element {
  const [typed, setTyped] = useState('');
  const task = useTask();
  return (
    <Dialog title={t('wipe')} onClose={onClose}>
      <Note tone="danger">{t('wipeText')}</Note>
      <Field label={t('wipeConfirm', { word: t('wipeWord') })} value={typed} onInput={setTyped} />
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button
          kind="danger"
          busy={task.busy}
          disabled={typed.trim().toLowerCase() !== t('wipeWord')}
          onClick={() => void task.run(() => wipeWallet()).then((done) => done && router.go('/'))}
        >
          {t('wipe')}
        </Button>
        <Button onClick={onClose}>{t('back')}</Button>
      </div>
    </Dialog>
  );
}

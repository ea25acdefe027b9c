import { Button, Card, Page, Segments } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../parts/Failure.tsx';
import { noPassword, PasswordFields, passwordProblem } from '../parts/PasswordFields.tsx';
import { useTask } from '../parts/useTask.ts';
import { WordsCheck } from '../parts/WordsCheck.tsx';
import { WordsList } from '../parts/WordsList.tsx';
import { router } from '../route.ts';
import { engine } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** Words, a check of three of them, a password. */
export function Create(): JSX.Element {
  const [count, setCount] = useState<'12' | '24'>('12');
  const [words, setWords] = useState<readonly string[]>([]);
  const [step, setStep] = useState<'words' | 'check' | 'password'>('words');
  const [checked, setChecked] = useState(false);
  const [password, setPassword] = useState(noPassword);
  const task = useTask();
  useEffect(() => {
    void engine()
      .newWords(count === '12' ? 12 : 24)
      .then((text) => setWords(text.split(' ')));
  }, [count]);
  useEffect(() => () => setWords([]), []);

  const finish = async (): Promise<void> => {
    const made = await task.run(() => engine().create(words.join(' '), password.first, { kind: 'now' }, checked));
    if (made) router.go('/', { replace: true });
  };
  const titles = { words: t('createTitle'), check: t('checkTitle'), password: t('passwordTitle') };
  const leads = { words: t('wordsLead'), check: undefined, password: t('passwordLead') };
  return (
    <Page key={step} title={titles[step]} app={t('app')} lead={leads[step]}>
      <Card>
        {step === 'words' && (
          <>
            <Segments
              label={t('createWords')}
              value={count}
              onChange={setCount}
              options={[
                { value: '12', label: t('words12') },
                { value: '24', label: t('words24') },
              ]}
            />
            <WordsList key={count} words={words} />
            <div class="k-actions">
              <Button kind="primary" disabled={words.length === 0} onClick={() => setStep('check')}>
                {t('wordsWritten')}
              </Button>
              <Button onClick={() => router.go('/')}>{t('back')}</Button>
            </div>
          </>
        )}
        {step === 'check' && (
          <WordsCheck
            words={words}
            onDone={(right) => {
              setChecked(right);
              setStep('password');
            }}
          />
        )}
        {step === 'password' && (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (passwordProblem(password) === undefined) void finish();
            }}
          >
            <PasswordFields value={password} onChange={setPassword} />
            <p class="muted small">{t('creating')}</p>
            {task.failure !== null && <Failure failure={task.failure} />}
            <div class="k-actions">
              <Button kind="primary" type="submit" busy={task.busy} disabled={passwordProblem(password) !== undefined}>
                {t('createDone')}
              </Button>
              <Button onClick={() => setStep('words')}>{t('back')}</Button>
            </div>
          </form>
        )}
      </Card>
    </Page>
  );
}

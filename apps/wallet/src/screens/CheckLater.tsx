import { Button, Card, Page } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CurrentPassword } from '../parts/CurrentPassword.tsx';
import { Failure } from '../parts/Failure.tsx';
import { useTask } from '../parts/useTask.ts';
import { useTries } from '../parts/useTries.ts';
import { WordsCheck } from '../parts/WordsCheck.tsx';
import { router } from '../route.ts';
import { engine } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** The check of the note that was left for later. */
export function CheckLater(): JSX.Element {
  const [password, setPassword] = useState('');
  const [words, setWords] = useState<readonly string[] | null>(null);
  const task = useTask();
  const tries = useTries(task.failure);
  const leave = (): void => router.go('/', { replace: true });
  const done = (checked: boolean): void => {
    if (checked) void engine().wordsChecked();
    leave();
  };
  return (
    <Page title={t('checkTitle')} app={t('app')}>
      <Card>
        {words === null ? (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (tries.waitSec > 0) return;
              void task.run(async () => {
                const text = await engine().revealWords(password);
                if (text === null) done(true);
                else setWords(text.split(' '));
              });
            }}
          >
            <CurrentPassword value={password} onInput={setPassword} tries={tries} />
            {tries.failure !== null && <Failure failure={tries.failure} />}
            <div class="k-actions">
              <Button kind="primary" type="submit" busy={task.busy} disabled={tries.waitSec > 0}>
                {t('next')}
              </Button>
              <Button onClick={leave}>{t('back')}</Button>
            </div>
          </form>
        ) : (
          <WordsCheck words={words} onDone={done} />
        )}
      </Card>
    </Page>
  );
}

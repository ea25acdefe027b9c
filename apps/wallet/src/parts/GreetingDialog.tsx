import { Button, Dialog, Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';
import { OwnPicture } from './OwnPicture.tsx';
import { useTask } from './useTask.ts';

/** Picture and words that the unlock screen greets with. */
export function GreetingDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const before = view.value.greeting;
  const [phrase, setPhrase] = useState(before?.phrase ?? '');
  const [picture, setPicture] = useState(before?.picture ?? newPicture());
  const task = useTask();
  return (
    <Dialog title={t('greeting')} onClose={onClose}>
      <p class="muted">{t('greetingText')}</p>
      <div class="row">
        <OwnPicture picture={picture} />
        <Button onClick={() => setPicture(newPicture())}>{t('otherPicture')}</Button>
      </div>
      <Field label={t('ownPhrase')} name="phrase" value={phrase} onInput={setPhrase} />
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button
          kind="primary"
          busy={task.busy}
          onClick={() =>
            void task
              .run(() => engine().setGreeting({ phrase: phrase.trim(), picture }))
              .then((done) => done && onClose())
          }
        >
          {t('save')}
        </Button>
      </div>
    </Dialog>
  );
}

function newPicture(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number;
}

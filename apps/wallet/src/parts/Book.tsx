import { Button, Card, Copyable, Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ContactCheck } from '../engine/protocol.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { CautionNote } from './CautionNote.tsx';
import { Failure } from './Failure.tsx';
import { useTask } from './useTask.ts';

/** Names for addresses and accounts, stored sealed. */
export function Book(): JSX.Element {
  const { contacts } = view.value;
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [check, setCheck] = useState(nothingWrong);
  const [compared, setCompared] = useState(false);
  const task = useTask();
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    setCheck(nothingWrong);
    setCompared(false);
  };
  const add = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '' || key.trim() === '') return;
    void task.run(async () => {
      const contact = { name: name.trim(), key: (await engine().parseRecipient(key)).key };
      const found = await engine().checkContact(contact);
      setCheck(found);
      if (found.problem !== null || (found.lookAlike !== null && !compared)) return;
      await engine().setContact(contact);
      change(setName)('');
      setKey('');
    });
  };
  return (
    <Card title={t('book')}>
      {contacts.length === 0 && <p class="muted">{t('bookEmpty')}</p>}
      <ul class="stack-s">
        {contacts.map((contact) => (
          <li key={contact.key} class="row spread">
            <span>
              <strong>{contact.name}</strong> <Copyable text={contact.key} what={contact.name} />
            </span>
            <Button small onClick={() => void engine().removeContact(contact.key)}>
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form class="stack" onSubmit={add}>
        <div class="w-two">
          <Field label={t('bookName')} name="name" value={name} onInput={change(setName)} error={problemText(check)} />
          <Field label={t('bookKey')} name="key" mono value={key} onInput={change(setKey)} />
        </div>
        {check.lookAlike !== null && (
          <CautionNote caution={{ lookAlike: check.lookAlike }} compared={compared} onCompared={setCompared} />
        )}
        {task.failure !== null && <Failure failure={task.failure} />}
        <div>
          <Button type="submit" icon="plus" busy={task.busy}>
            {t('bookAdd')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

const nothingWrong: ContactCheck = { problem: null, lookAlike: null };

function problemText({ problem }: ContactCheck): string | undefined {
  switch (problem?.kind) {
    case 'hidden':
      return t('nameHidden');
    case 'mixed':
      return t('nameMixed');
    case 'taken':
      return t('nameTaken', { other: problem.other });
    default:
      return undefined;
  }
}

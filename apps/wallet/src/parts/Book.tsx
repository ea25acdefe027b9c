import { Button, Card, Copyable, Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';
import { useTask } from './useTask.ts';

/** Names for addresses and accounts, stored sealed. */
export function Book(): JSX.Element {
  const { contacts } = view.value;
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const task = useTask();
  const add = (event: Event): void => {
    event.preventDefault();
    if (name.trim() === '' || key.trim() === '') return;
    void task
      .run(async () => {
        const parsed = await engine().parseRecipient(key);
        await engine().setContact({ name: name.trim(), key: parsed.key });
      })
      .then((done) => {
        if (!done) return;
        setName('');
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
          <Field label={t('bookName')} value={name} onInput={setName} />
          <Field label={t('bookKey')} mono value={key} onInput={setKey} />
        </div>
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

import { Button, Card, Copyable, Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { book, forgetName, nameKey } from '../chain/book.ts';
import { t } from '../text/messages.ts';

/** Names the search finds, kept in this browser. */
export function Book(): JSX.Element {
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [refused, setRefused] = useState(false);
  const add = (event: Event): void => {
    event.preventDefault();
    const added = nameKey(name, key);
    setRefused(!added);
    if (!added) return;
    setName('');
    setKey('');
  };
  return (
    <Card title={t('book')}>
      <p class="muted small">{t('bookText')}</p>
      {book.value.length === 0 && <p class="muted">{t('bookEmpty')}</p>}
      <ul class="stack-s">
        {book.value.map((entry) => (
          <li key={entry.name} class="row spread">
            <span>
              <strong>{entry.name}</strong> <Copyable text={entry.key} what={entry.name} />
            </span>
            <Button small onClick={() => forgetName(entry.name)}>
              {t('removeName', { name: entry.name })}
            </Button>
          </li>
        ))}
      </ul>
      <form class="stack" onSubmit={add}>
        <Field label={t('bookName')} name="book-name" value={name} onInput={setName} />
        <Field
          label={t('bookKey')}
          name="book-key"
          mono
          value={key}
          onInput={setKey}
          error={refused ? t('bookBad') : undefined}
        />
        <div>
          <Button type="submit" icon="plus">
            {t('bookAdd')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

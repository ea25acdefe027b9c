import { Button, Note } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../text/messages.ts';

/** The words in their order, hidden until asked for. */
export function WordsList({ words }: { readonly words: readonly string[] }): JSX.Element {
  const [shown, setShown] = useState(false);
  if (!shown) {
    return (
      <Note tone="warn" icon="eye">
        <div class="row spread">
          <span>{t('wordsHidden')}</span>
          <Button onClick={() => setShown(true)}>{t('wordsShow')}</Button>
        </div>
      </Note>
    );
  }
  return (
    <ol class="w-words" translate={false}>
      {words.map((word, place) => (
        <li key={`${place}-${word}`}>{word}</li>
      ))}
    </ol>
  );
}

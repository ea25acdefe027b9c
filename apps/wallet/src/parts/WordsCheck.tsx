import { Button, Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { t } from '../text/messages.ts';

/** Three places of the note, chosen at random, lowest first. */
function threePlaces(count: number): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place);
  const draws = crypto.getRandomValues(new Uint32Array(count));
  return places
    .sort((a, b) => (draws[a] as number) - (draws[b] as number))
    .slice(0, 3)
    .sort((a, b) => a - b);
}

/** Asks for three words of the note; skipping is allowed and leaves a reminder. Spec: 13 §5.1 */
export function WordsCheck(props: {
  readonly words: readonly string[];
  readonly onDone: (checked: boolean) => void;
}): JSX.Element {
  const { words, onDone } = props;
  const places = useMemo(() => threePlaces(words.length), [words.length]);
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [tried, setTried] = useState(false);
  const right = (place: number): boolean => typed[place]?.trim().toLowerCase() === words[place];
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (places.every(right)) onDone(true);
  };
  return (
    <form class="stack" onSubmit={submit}>
      <p class="muted">{t('checkLead')}</p>
      {places.map((place) => (
        <Field
          key={place}
          label={t('checkWord', { place: place + 1 })}
          name={`word-${place + 1}`}
          value={typed[place] ?? ''}
          onInput={(word) => setTyped((before) => ({ ...before, [place]: word }))}
          error={tried && !right(place) ? t('checkWrong', { place: place + 1 }) : undefined}
        />
      ))}
      <div class="k-actions">
        <Button kind="primary" type="submit">
          {t('next')}
        </Button>
        <Button onClick={() => onDone(false)}>{t('checkLater')}</Button>
      </div>
    </form>
  );
}

import { Field } from '@eventide/kit';
import type { JSX } from 'preact';
import { t } from '../text/messages.ts';
import type { Tries } from './useTries.ts';

/** The password that is asked for once more, with what is left of the tries. */
export function CurrentPassword(props: {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly tries: Tries;
}): JSX.Element {
  return (
    <Field
      label={t('password')}
      type="password"
      name="password"
      autocomplete="current-password"
      value={props.value}
      onInput={props.onInput}
      error={props.tries.error}
    />
  );
}

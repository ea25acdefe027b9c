import { formatDusk, type Lux } from '@eventide/base';
import { amountText, Button, Field, kitMessages } from '@eventide/kit';
import type { JSX } from 'preact';
import { t } from '../text/messages.ts';
import { readAmount } from './amountField.ts';

/** An amount with what is there and a button for all of it. */
export function AmountField(props: {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly have?: Lux | undefined;
  readonly max?: (() => Promise<Lux>) | undefined;
  readonly label?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}): JSX.Element {
  const { value, onInput, have, max, label = t('amount') } = props;
  const wrong = value.trim() !== '' && readAmount(value) === null ? t('amountWrong') : props.error;
  const there =
    have === undefined ? undefined : t('amountHave', { amount: amountText(have, kitMessages.locale.value) });
  return (
    <Field
      label={label}
      name="amount"
      value={value}
      onInput={onInput}
      inputMode="decimal"
      placeholder="0.0"
      error={wrong}
      hint={props.hint ?? there}
      after={
        max !== undefined && (
          <Button onClick={() => void max().then((lux) => onInput(formatDusk(lux)))}>{t('max')}</Button>
        )
      }
    />
  );
}

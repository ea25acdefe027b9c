import type { Lux } from '@eventide/base';
import { amountText, Button, Field, kitMessages } from '@eventide/kit';
import type { JSX } from 'preact';
import { t } from '../text/messages.ts';
import { readAmount, typedAmount } from './readAmount.ts';

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
  const locale = kitMessages.locale.value;
  const read = value.trim() === '' ? null : readAmount(value, locale);
  const wrong = read === 'wrong' ? t('amountWrong') : read === 'ambiguous' ? t('amountAmbiguous') : props.error;
  const there = have === undefined ? undefined : t('amountHave', { amount: amountText(have, locale) });
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
          <Button onClick={() => void max().then((lux) => onInput(typedAmount(lux, locale)))}>{t('max')}</Button>
        )
      }
    />
  );
}

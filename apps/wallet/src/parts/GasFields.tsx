import { Field } from '@eventide/kit';
import type { JSX } from 'preact';
import type { GasChoice } from '../engine/protocol.ts';
import { t } from '../text/messages.ts';

/** Gas as typed. */
export type GasText = { readonly limit: string; readonly price: string };
export const noGasText: GasText = { limit: '', price: '' };

/** The choice behind the texts; undefined if one of them is no whole number above zero. Odd input never locks a form. */
export function readGas({ limit, price }: GasText): GasChoice | undefined {
  const parts = [limit, price].map((text) => {
    const clean = text.replace(/[\s.,_']/g, '');
    if (clean === '') return null;
    return /^[1-9]\d{0,18}$/.test(clean) ? BigInt(clean) : undefined;
  });
  const [first, second] = parts;
  return first === undefined || second === undefined ? undefined : { limit: first, price: second };
}

/** Fee settings, folded away. */
export function GasFields(props: { readonly gas: GasText; readonly onChange: (gas: GasText) => void }): JSX.Element {
  const { gas, onChange } = props;
  const wrong = (text: string): string | undefined =>
    readGas({ limit: text, price: '' }) === undefined ? t('gasWrong') : undefined;
  return (
    <details class="k-more">
      <summary>{t('gasMore')}</summary>
      <div class="w-two">
        <Field
          label={t('gasLimit')}
          value={gas.limit}
          onInput={(limit) => onChange({ ...gas, limit })}
          inputMode="numeric"
          hint={t('gasAuto')}
          error={wrong(gas.limit)}
        />
        <Field
          label={t('gasPrice')}
          value={gas.price}
          onInput={(price) => onChange({ ...gas, price })}
          inputMode="numeric"
          hint={t('gasAuto')}
          error={wrong(gas.price)}
        />
      </div>
    </details>
  );
}

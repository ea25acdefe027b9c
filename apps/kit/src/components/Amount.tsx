import type { Lux } from '@eventide/base';
import type { JSX } from 'preact';
import { amountParts } from '../text/format.ts';
import { kitMessages } from '../text/kitMessages.ts';

/** An amount in DUSK: the fraction is quieter than the whole. */
export function Amount({ lux, sign }: { readonly lux: Lux; readonly sign?: boolean | undefined }): JSX.Element {
  const { whole, fraction } = amountParts(lux, kitMessages.locale.value);
  return (
    <span class="k-amount">
      {sign === true && lux > 0n ? '+' : ''}
      {whole}
      {fraction !== '' && <span class="k-amount-fraction">{fraction}</span>}
      <span class="k-amount-unit"> DUSK</span>
    </span>
  );
}

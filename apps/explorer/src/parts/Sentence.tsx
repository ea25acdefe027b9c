import { amountText, kitMessages } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import type { TxSentence } from '../chain/describeTx.ts';
import { t } from '../text/messages.ts';
import { AccountLink, ContractLink } from './cells.tsx';

/** A sentence about a transaction with links in place of keys. */
export function Sentence({ sentence }: { readonly sentence: TxSentence }): JSX.Element {
  const { key, count, from, to, amount, fn, contract } = sentence;
  const values: Record<string, ComponentChildren> = {
    count,
    from: from === undefined ? t('somebody') : <AccountLink account={from} />,
    to: to === undefined ? t('hidden') : <AccountLink account={to} />,
    amount: amount === undefined ? '' : <strong>{amountText(amount, kitMessages.locale.value)}</strong>,
    fn,
    contract: contract === undefined ? '' : <ContractLink id={contract} />,
  };
  const text = count === undefined ? t(key) : t(key, { count });
  return (
    <span>
      {text
        .split(/(\{\w+\})/)
        .map((part) => (part.startsWith('{') ? <span key={part}>{values[part.slice(1, -1)]}</span> : part))}
    </span>
  );
}

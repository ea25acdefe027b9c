import { amountText, kitMessages, type RpcFailure } from '@eventide/kit';
import { messages, t } from './messages.ts';

/** What went wrong, in the user's language; the code decides. */
export function failureText(failure: RpcFailure): string {
  const key = `ERR_${failure.code}`;
  if (!messages.has(key))
    return failure.code === 'UNEXPECTED' ? t('errorUnexpected') : `${t('errorUnexpected')} (${failure.code})`;
  const values = Object.fromEntries(
    Object.entries(failure.details).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? amountText(value, kitMessages.locale.value) : String(value),
    ]),
  );
  return t(key, values);
}

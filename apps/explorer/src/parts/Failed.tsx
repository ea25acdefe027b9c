import { Button, ErrorCard, type RpcFailure } from '@eventide/kit';
import type { JSX } from 'preact';
import { messages, t } from '../text/messages.ts';

/** The node answered that it has no such thing; anything else may be otherwise next time. */
export function isMissing(failure: RpcFailure | undefined): boolean {
  if (failure?.code === 'NETWORK_UNSUPPORTED') return true;
  // A node that is busy refuses, too.
  return failure?.code === 'NETWORK_REFUSED' && !/too long|too expensive/.test(String(failure.details.reason));
}

/** A load that failed: what happened, in words, and a way to try again. */
export function Failed({
  failure,
  again,
}: {
  readonly failure: RpcFailure;
  readonly again?: (() => void) | undefined;
}): JSX.Element {
  const key = `ERR_${failure.code}`;
  const values = Object.fromEntries(Object.entries(failure.details).map(([name, value]) => [name, String(value)]));
  return (
    <ErrorCard
      title={messages.has(key) ? t(key, values) : t('errorUnexpected')}
      next={failure.next}
      code={failure.code}
      details={failure.message}
    >
      {again !== undefined && (
        <Button small onClick={again}>
          {t('retry')}
        </Button>
      )}
    </ErrorCard>
  );
}

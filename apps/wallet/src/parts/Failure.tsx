import { Button, ErrorCard, type RpcFailure } from '@eventide/kit';
import type { JSX } from 'preact';
import { failureText } from '../text/errors.ts';
import { t } from '../text/messages.ts';

/** An error with its code, and a way on. */
export function Failure(props: {
  readonly failure: RpcFailure;
  readonly again?: (() => void) | undefined;
}): JSX.Element {
  const { failure, again } = props;
  return (
    <ErrorCard title={failureText(failure)} code={failure.code} details={failure.message}>
      {again !== undefined && (
        <Button small onClick={again}>
          {t('retry')}
        </Button>
      )}
    </ErrorCard>
  );
}

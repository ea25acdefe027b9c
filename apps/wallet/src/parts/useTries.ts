import type { RpcFailure } from '@eventide/kit';
import { useEffect, useState } from 'preact/hooks';
import { FREE_TRIES } from '../engine/attempts.ts';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

const TICK_MS = 500;

export type Tries = {
  /** Seconds until the next password is looked at; 0: now. */
  readonly waitSec: number;
  /** For the password's field. */
  readonly error: string | undefined;
  /** The failure, unless the field says it. */
  readonly failure: RpcFailure | null;
};

/** What to say after a wrong password, at every door that asks for one. Spec: 13 §5.1 */
export function useTries(failure: RpcFailure | null): Tries {
  const { count, untilMs } = view.value.tries;
  const [nowMs, setNowMs] = useState(Date.now());
  const waitSec = Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
  useEffect(() => {
    setNowMs(Date.now());
    if (untilMs <= Date.now()) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [untilMs]);
  const wrong = failure?.code === 'WALLET_BAD_PASSWORD';
  const left = FREE_TRIES - count;
  const said = `${t('unlockWrong')} ${left > 0 ? t('unlockLeft', { count: left }) : ''}`.trim();
  const error = waitSec > 0 ? t('unlockWait', { count: waitSec }) : wrong ? said : undefined;
  return { waitSec, error, failure: wrong ? null : failure };
}

import { isEventideError } from '@eventide/base';
import { WalletError } from '@eventide/sdk';
import { type Attempts, failedAt, noAttempts, waitUntil } from './attempts.ts';
import type { WalletView } from './protocol.ts';

export type PasswordGateDeps = {
  readonly read: () => Promise<Attempts>;
  readonly write: (attempts: Attempts) => Promise<void>;
  readonly tell: (tries: WalletView['tries']) => void;
  readonly nowMs: () => number;
};

/** Runs what a password opens. */
export type PasswordGate = <T>(open: () => Promise<T>) => Promise<T>;

/**
 * Lets a password be tried at every door that asks for one, one after the other: counts the wrong ones together, over reloads too, and
 * after five refuses to look at any for a while.
 * @throws WalletError WALLET_BAD_PASSWORD, also while it waits
 * Spec: 13 §5.1
 */
export function createPasswordGate({ read, write, tell, nowMs }: PasswordGateDeps): PasswordGate {
  let before: Promise<unknown> = Promise.resolve();
  const attempt = async <T>(open: () => Promise<T>): Promise<T> => {
    const attempts = await settled();
    const untilMs = waitUntil(attempts);
    if (untilMs > nowMs()) {
      tell({ count: attempts.count, untilMs });
      throw new WalletError('WALLET_BAD_PASSWORD', { untilMs, count: attempts.count });
    }
    try {
      const opened = await open();
      if (attempts.count > 0) await write(noAttempts);
      tell({ count: 0, untilMs: 0 });
      return opened;
    } catch (error) {
      if (isEventideError(error, 'WALLET_BAD_PASSWORD')) {
        const next = failedAt(attempts, nowMs());
        await write(next);
        tell({ count: next.count, untilMs: waitUntil(next) });
      }
      throw error;
    }
  };

  /** A clock that was set back must not make anybody wait for the day it showed. */
  const settled = async (): Promise<Attempts> => {
    const attempts = await read();
    if (attempts.lastMs <= nowMs()) return attempts;
    const now = { ...attempts, lastMs: nowMs() };
    await write(now);
    return now;
  };

  return (open) => {
    const mine = before.then(() => attempt(open));
    before = mine.catch(() => {});
    return mine;
  };
}

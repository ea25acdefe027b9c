import type { Caller, Calls, Handlers } from './wire.ts';

/** Handlers behind one queue: a call begins when the one before has ended, whichever way. */
export function sequence<C extends Calls>(handlers: Handlers<C>): Caller<C> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    call(kind, ask) {
      const result = last.then(() => handlers[kind](ask));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

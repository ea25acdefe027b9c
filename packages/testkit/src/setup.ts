import { isEventideError } from '@eventide/base';
import { expect } from 'vitest';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The function throws (or, after `rejects`, the promise was rejected with) an `EventideError` of this code. */
    toThrowCode(code: string): R;
  }
}

expect.extend({
  toThrowCode(received: unknown, code: string) {
    const thrown = typeof received === 'function' ? thrownBy(received as () => unknown) : received;
    const pass = isEventideError(thrown, code);
    const found = isEventideError(thrown) ? thrown.code : String(thrown);
    return { pass, message: () => `expected ${pass ? 'anything but ' : ''}${code}, found ${found}` };
  },
});

function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return 'nothing thrown';
}

import { ExecutionError } from '@eventide/execution/errors';
import { FEED_ENDED, type FeedGate } from './calls.ts';

/** Fed bytes that travel together. */
const PART_BYTES = 65_536;

/** The contract's end of a feed: hands on what is fed, no faster than it is taken. */
export type FeedSource = {
  /** Blocks the thread while the other side has enough. @throws ExecutionError EXEC_QUERY_TIMEOUT if it takes nothing or left */
  readonly onFeed: (data: Uint8Array) => void;
  /** Sends what is left, and the end. */
  readonly end: () => void;
};

export function openFeedSource({ credits, port, stallMs }: FeedGate): FeedSource {
  const counter = new Int32Array(credits);
  let part: Uint8Array[] = [];
  let bytes = 0;
  const takeCredit = (): void => {
    for (;;) {
      const left = Atomics.load(counter, 0);
      if (left <= FEED_ENDED / 2) throw new ExecutionError('EXEC_QUERY_TIMEOUT', { reason: 'reader left' });
      if (left > 0) {
        Atomics.sub(counter, 0, 1);
        return;
      }
      if (Atomics.wait(counter, 0, left, stallMs) === 'timed-out')
        throw new ExecutionError('EXEC_QUERY_TIMEOUT', { reason: 'reader too slow', stallMs });
    }
  };
  const flush = (): void => {
    if (part.length === 0) return;
    takeCredit();
    port.postMessage(part);
    part = [];
    bytes = 0;
  };
  return {
    onFeed(data) {
      part.push(data);
      bytes += data.length;
      if (bytes >= PART_BYTES) flush();
    },
    end() {
      try {
        flush();
      } finally {
        port.postMessage(null);
        port.close();
      }
    },
  };
}

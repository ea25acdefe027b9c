import { EventideError } from './errors.ts';

export type QueueErrorCode = 'QUEUE_CLOSED';

/** A queue ended while somebody waited at it. */
export class QueueError extends EventideError<QueueErrorCode> {
  override readonly name = 'QueueError';
}

export type QueueOptions<T> = {
  /** Items held at most; at least 1. */
  readonly capacity: number;
  /** Which item a full queue gives up when another one comes. */
  readonly drop: 'oldest' | 'newest';
  /** Told every item that was given up. */
  readonly onDrop?: ((item: T) => void) | undefined;
};

/** A bounded queue, first in, first out, with waiting takers served in order. */
export type Queue<T> = {
  /** Items waiting. */
  readonly size: number;
  /** False if this very item was dropped, or the queue is closed. */
  push(item: T): boolean;
  /** The next item now, or undefined. */
  poll(): T | undefined;
  /**
   * The next item, as soon as there is one. Rejects with the signal's reason when it aborts first; no item gets lost.
   * @throws QueueError QUEUE_CLOSED once the queue is closed and empty
   */
  take(signal?: AbortSignal): Promise<T>;
  /** No more items come; what is queued can still be taken. */
  close(): void;
};

type Taker<T> = { readonly resolve: (item: T) => void; readonly reject: (error: unknown) => void };

/** @throws RangeError for a capacity below 1 */
export function createQueue<T>(options: QueueOptions<T>): Queue<T> {
  const { capacity, drop, onDrop } = options;
  if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError('a queue holds at least one item');
  const items = createRing<T>(capacity);
  const takers = new Set<Taker<T>>();
  let closed = false;
  return {
    get size() {
      return items.size();
    },
    push(item) {
      if (closed) return false;
      for (const taker of takers) {
        taker.resolve(item);
        return true;
      }
      if (items.size() === capacity) {
        if (drop === 'newest') {
          onDrop?.(item);
          return false;
        }
        const oldest = items.shift();
        items.push(item);
        onDrop?.(oldest);
        return true;
      }
      items.push(item);
      return true;
    },
    poll: () => (items.size() === 0 ? undefined : items.shift()),
    take(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (items.size() > 0) return Promise.resolve(items.shift());
      if (closed) return Promise.reject(new QueueError('QUEUE_CLOSED'));
      return new Promise<T>((resolve, reject) => {
        const leave = (): void => {
          takers.delete(taker);
          signal?.removeEventListener('abort', onAbort);
        };
        const taker: Taker<T> = {
          resolve(item) {
            leave();
            resolve(item);
          },
          reject(error) {
            leave();
            reject(error);
          },
        };
        const onAbort = (): void => taker.reject(signal?.reason);
        takers.add(taker);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
    close() {
      closed = true;
      for (const taker of takers) taker.reject(new QueueError('QUEUE_CLOSED'));
    },
  };
}

/** A ring that never holds on to an item it gave away. */
function createRing<T>(capacity: number): { size(): number; push(item: T): void; shift(): T } {
  const slots: (T | undefined)[] = [];
  let head = 0;
  let count = 0;
  return {
    size: () => count,
    push(item) {
      slots[(head + count) % capacity] = item;
      count++;
    },
    shift() {
      const item = slots[head] as T;
      slots[head] = undefined;
      head = (head + 1) % capacity;
      count--;
      return item;
    },
  };
}

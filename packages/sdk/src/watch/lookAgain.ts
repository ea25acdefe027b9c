import type { EventFrame, RuesUri } from '@eventide/rues';
import type { Client } from '../client.ts';

export type LookOptions = {
  /** Events after which the state may be another. */
  readonly uris: readonly RuesUri[];
  /** Reads the state and acts on it. Never runs twice at a time; events meanwhile lead to one more run. */
  readonly look: () => Promise<void>;
  readonly onFrame?: ((frame: EventFrame) => void) | undefined;
  /** A look or the subscription failed; the next event or interval tries again. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** How often nodes without events are looked at, and nodes with events to be safe. */
const POLL_MS = 1_000;
const SAFETY_MS = 15_000;

/**
 * Keeps looking at something that changes on a node: once subscribed, after every event and gap, and in intervals. The first look
 * comes after the subscription, so that nothing happens unseen in between. Returns how to stop.
 */
export function lookAgain(client: Client, options: LookOptions): () => void {
  const { uris, look, onFrame, onError, signal } = options;
  const { events } = client.transport;
  const ended = new AbortController();
  const leaves: (() => void)[] = [];
  let running = false;
  let dirty = false;
  let cancelTimer = (): void => {};

  const stop = (): void => {
    ended.abort();
    cancelTimer();
    signal?.removeEventListener('abort', stop);
    for (const leave of leaves.splice(0)) leave();
  };
  const fail = (error: unknown): void => {
    if (!ended.signal.aborted) onError?.(error);
  };
  const schedule = (): void => {
    cancelTimer();
    if (ended.signal.aborted) return;
    cancelTimer = client.clock.setTimer(events === null ? POLL_MS : SAFETY_MS, () => void run());
  };
  const run = async (): Promise<void> => {
    dirty = true;
    if (running) return;
    running = true;
    while (dirty && !ended.signal.aborted) {
      dirty = false;
      await look().catch(fail);
    }
    running = false;
    schedule();
  };
  const begin = async (): Promise<void> => {
    if (events !== null) {
      const listener = {
        onEvent(frame: EventFrame): void {
          onFrame?.(frame);
          void run();
        },
        onGap: () => void run(),
      };
      const subscribed = uris.map(async (uri) => {
        const leave = await events.subscribe(uri, listener, ended.signal);
        if (ended.signal.aborted) leave();
        else leaves.push(leave);
      });
      // Without events the intervals remain.
      await Promise.all(subscribed).catch(fail);
    }
    if (!ended.signal.aborted) await run();
  };

  if (signal?.aborted) return stop;
  signal?.addEventListener('abort', stop, { once: true });
  void begin();
  return stop;
}

import { useEffect, useState } from 'preact/hooks';
import { failureOf, type RpcFailure } from '../worker/rpc.ts';

export type Loaded<T> = {
  /** What was loaded last; it stays while a newer value is on its way. */
  readonly data: T | undefined;
  readonly failure: RpcFailure | undefined;
  readonly loading: boolean;
  readonly again: () => void;
};

/** Loads what a screen shows, again when `dependencies` change; a newer load ends the older one. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'again'>>({ data: undefined, failure: undefined, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    load(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ data, failure: undefined, loading: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ data: before.data, failure: failureOf(error), loading: false }));
      },
    );
    return () => controller.abort();
  }, [...dependencies, round]);
  return { ...state, again: () => setRound((count) => count + 1) };
}

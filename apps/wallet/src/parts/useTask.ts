import { failureOf, type RpcFailure } from '@eventide/kit';
import { useState } from 'preact/hooks';

export type Task = {
  readonly busy: boolean;
  readonly failure: RpcFailure | null;
  /** Runs it unless one runs; resolves to true if it went well. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
};

/** Something a button starts: one at a time, its failure kept for showing. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RpcFailure | null>(null);
  return {
    busy,
    failure,
    clear: () => setFailure(null),
    run: async (work) => {
      if (busy) return false;
      setBusy(true);
      setFailure(null);
      try {
        await work();
        return true;
      } catch (error) {
        setFailure(failureOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

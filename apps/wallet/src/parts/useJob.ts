import { useEffect, useRef, useState } from 'preact/hooks';
import type { Job } from '../engine/protocol.ts';
import { router } from '../route.ts';
import { view } from '../state/wallet.ts';

/** The action a screen started; once the user has put it away, the screen leads home. */
export function useJob(): readonly [job: Job | undefined, start: (id: number | null) => void] {
  const [id, setId] = useState<number | null>(null);
  const seen = useRef(false);
  const job = view.value.jobs.find((candidate) => candidate.id === id);
  // The worker tells of a new action a moment after it gave its number.
  if (job !== undefined) seen.current = true;
  const gone = id !== null && seen.current && job === undefined;
  useEffect(() => {
    if (gone) router.go('/');
  }, [gone]);
  const start = (next: number | null): void => {
    seen.current = false;
    setId(next);
  };
  return [job, start];
}

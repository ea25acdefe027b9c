import { useEffect, useState } from 'preact/hooks';

const SCROLLED_PX = 120;

export type Held<T> = {
  readonly shown: readonly T[];
  /** New rows that wait. */
  readonly waiting: number;
  readonly show: () => void;
};

/** Rows that grow at their head; new ones wait while the reader has scrolled down, known ones stay up to date. Spec: 13 §6 */
export function useHeld<T>(live: readonly T[], keyOf: (row: T) => string): Held<T> {
  const [shown, setShown] = useState<readonly T[]>([]);
  useEffect(() => {
    if (shown.length === 0 || window.scrollY < SCROLLED_PX) return setShown(live);
    const byKey = new Map(live.map((row) => [keyOf(row), row]));
    setShown(shown.map((row) => byKey.get(keyOf(row)) ?? row));
  }, [live]);
  const first = shown[0];
  const place = first === undefined ? 0 : live.findIndex((row) => keyOf(row) === keyOf(first));
  return { shown, waiting: place < 0 ? live.length : place, show: () => setShown(live) };
}

import { signal } from '@preact/signals';

/** Texts of the two live regions of a page. */
export const politeText = signal('');
export const urgentText = signal('');

const QUIET_MS = 5_000;
let lastProgressMs = Number.NEGATIVE_INFINITY;

/** Tells a screen reader something once it has finished speaking. */
export function announce(text: string): void {
  politeText.value = text;
}

/** Interrupts a screen reader; for errors and the warning before the lock. */
export function announceNow(text: string): void {
  urgentText.value = text;
}

/** Progress is told at most every five seconds. Spec: 13 §5.4 */
export function announceProgress(text: string, nowMs: number): void {
  if (nowMs - lastProgressMs < QUIET_MS) return;
  lastProgressMs = nowMs;
  politeText.value = text;
}

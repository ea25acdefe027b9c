import { announceNow, readChoice, writeChoice } from '@eventide/kit';
import { effect, signal } from '@preact/signals';
import { t } from '../text/messages.ts';
import { engine, view } from './wallet.ts';

/** Minutes without a touch after which the wallet locks. */
export const lockMinutes = signal(readMinutes());
/** Seconds left while the warning shows; null: no warning. */
export const lockWarning = signal<number | null>(null);

const WARN_MS = 30_000;
const TICK_MS = 1_000;
/** A tick this late means that the machine slept. */
const SLEPT_MS = 60_000;

let touchedMs = Date.now();

/** Watches for idleness and sleep. Spec: 13 §5.4, §5.5 */
export function startAutoLock(): void {
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
    addEventListener(event, stayOpen, { passive: true });
  }
  // A page that is closed while it proves has to begin again: ask first.
  addEventListener('beforeunload', (event) => {
    if (view.value.jobs.some(({ stage }) => stage === 'preparing' || stage === 'proving')) event.preventDefault();
  });
  let lastTickMs = Date.now();
  setInterval(() => {
    const nowMs = Date.now();
    const slept = nowMs - lastTickMs > SLEPT_MS;
    lastTickMs = nowMs;
    if (view.value.phase !== 'open') {
      lockWarning.value = null;
      return;
    }
    const leftMs = lockMinutes.value * 60_000 - (nowMs - touchedMs);
    if (slept && leftMs <= SLEPT_MS) return lockNow();
    if (leftMs <= 0) return lockNow();
    const warn = leftMs <= WARN_MS ? Math.ceil(leftMs / 1_000) : null;
    if (warn !== null && lockWarning.value === null) announceNow(t('lockSoon', { count: warn }));
    lockWarning.value = warn;
  }, TICK_MS);
  effect(() => writeChoice('autoLock', String(lockMinutes.value)));
}

/** The user is here. */
export function stayOpen(): void {
  touchedMs = Date.now();
  lockWarning.value = null;
}

export function lockNow(): void {
  lockWarning.value = null;
  // Its worker ends before it may have answered.
  void engine()
    .lock()
    .catch(() => {});
  announceNow(t('lockedNow'));
}

function readMinutes(): number {
  const value = Number(readChoice('autoLock') ?? '5');
  return Number.isInteger(value) && value >= 1 && value <= 60 ? value : 5;
}

import { signal } from '@preact/signals';

/** True while a newer version waits for the user's consent. */
export const updateWaiting = signal(false);

/** A page that is never idle is no reason to stay without it. */
const IDLE_MS = 5_000;

let waiting: ServiceWorker | null = null;

/**
 * Registers the page's own service worker once the page has nothing better to do, because it loads what later screens need; a new version is
 * only used after `useUpdate`. Spec: 13 §5.5, §5.6
 */
export async function startServiceWorker(url: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await pageIsIdle();
  const container = navigator.serviceWorker;
  let controlled = container.controller !== null;
  const registration = await container.register(url, { type: 'classic', updateViaCache: 'none' });
  const offer = (worker: ServiceWorker | null): void => {
    if (worker === null || container.controller === null) return;
    waiting = worker;
    updateWaiting.value = true;
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const next = registration.installing;
    next?.addEventListener('statechange', () => {
      if (next.state === 'installed') offer(next);
    });
  });
  container.addEventListener('controllerchange', () => {
    // The first worker of a visit takes over without a word; a later one only once somebody agreed.
    if (controlled && updateWaiting.value) location.reload();
    controlled = true;
  });
}

async function pageIsIdle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  // Some browsers have no such callback.
  if ('requestIdleCallback' in globalThis)
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: IDLE_MS }));
}

/** The user agrees: the waiting version takes over and the page loads again. */
export function useUpdate(): void {
  waiting?.postMessage('use');
}

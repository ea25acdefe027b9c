import { signal } from '@preact/signals';

/** True while a newer version waits for the user's consent. */
export const updateWaiting = signal(false);

let waiting: ServiceWorker | null = null;

/** Registers the page's own service worker; a new version is only used after `useUpdate`. Spec: 13 §5.5 */
export async function startServiceWorker(url: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const container = navigator.serviceWorker;
  const hadOne = container.controller !== null;
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
    if (hadOne && updateWaiting.value) location.reload();
  });
}

/** The user agrees: the waiting version takes over and the page loads again. */
export function useUpdate(): void {
  waiting?.postMessage('use');
}

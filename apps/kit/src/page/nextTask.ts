const IDLE_WITHIN_MS = 300;

/** Resolves in a task of its own, so that what the user did meanwhile is handled first. */
export function nextTask(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
  return promise;
}

/** Resolves in a task of its own once the page has nothing to do, or after 300 ms. */
export function idleTask(): Promise<void> {
  if (globalThis.requestIdleCallback === undefined) return nextTask();
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: IDLE_WITHIN_MS }));
}

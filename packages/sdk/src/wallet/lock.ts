/** Who may write to a wallet: one page or process at a time. */
export type LockPort = {
  /** Takes the lock if it is free; null if somebody has it. */
  tryAcquire(name: string): Promise<Lock | null>;
};
export type Lock = { release(): void | Promise<void> };

/** Web Locks where the platform has them, else within this thread. Spec: 13 §4 */
export const defaultLocks: LockPort = {
  tryAcquire: (name) => (globalThis.navigator?.locks === undefined ? local(name) : webLock(name)),
};

const held = new Set<string>();

async function local(name: string): Promise<Lock | null> {
  if (held.has(name)) return null;
  held.add(name);
  return { release: () => void held.delete(name) };
}

function webLock(name: string): Promise<Lock | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve({ release: () => release() }));
      })
      .catch(reject);
  });
}

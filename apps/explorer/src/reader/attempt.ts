import { isEventideError } from '@eventide/base';

/** What `read` gives; null where it throws an error of ours, which is how bad bytes and texts are told. */
export function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}

import { isEventideError, type Lux, parseDusk } from '@eventide/base';

/** An amount as typed: point or comma; null for anything that is none, or not above zero. */
export function readAmount(text: string): Lux | null {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return null;
  try {
    const value = parseDusk(clean);
    return value > 0n ? value : null;
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}

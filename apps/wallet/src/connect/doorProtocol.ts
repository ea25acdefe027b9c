import { MAX_MESSAGE_BYTES } from '../engine/connectProtocol.ts';

/** What a site posts to the door. `nonce` is the site's own and comes back with the answer. */
export type SiteMessage = {
  readonly eventide: 'request';
  readonly nonce: string;
  readonly method: string;
  readonly params?: unknown;
};

/** What the door posts back, to the site's origin alone. */
export type DoorAnswer =
  | { readonly eventide: 'ready' }
  | { readonly eventide: 'answer'; readonly nonce: string; readonly result: unknown }
  | {
      readonly eventide: 'answer';
      readonly nonce: string;
      readonly error: { readonly code: number; readonly message: string };
    };

/** A message that is one; null for everything else. At most 64 KiB, plain data. Spec: 13 §5.5 */
export function readSiteMessage(data: unknown): SiteMessage | null {
  if (typeof data !== 'object' || data === null) return null;
  const { eventide, nonce, method, params } = data as Record<string, unknown>;
  if (eventide !== 'request' || typeof nonce !== 'string' || typeof method !== 'string') return null;
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(nonce) || !/^dusk_[A-Za-z]{1,40}$/.test(method)) return null;
  const text = textOf(params);
  if (text === null || text.length > MAX_MESSAGE_BYTES) return null;
  return { eventide, nonce, method, ...(params === undefined ? {} : { params: JSON.parse(text) }) };
}

/** Plain JSON, so that nothing with behaviour passes the door. */
function textOf(params: unknown): string | null {
  if (params === undefined) return '';
  try {
    return JSON.stringify(params) ?? null;
  } catch {
    return null;
  }
}

import { intToBytesLe, toBase58, toHex } from '@eventide/base';
import type { BrowserContext } from 'playwright-core';

/** A request as it left the browser. */
export type Sent = { readonly url: string; readonly body: Buffer };

/** Every request of a context's pages and workers from now on, with its body. */
export function recordRequests(context: BrowserContext): readonly Sent[] {
  const sent: Sent[] = [];
  context.on('request', (request) => {
    sent.push({ url: request.url(), body: request.postDataBuffer() ?? Buffer.alloc(0) });
  });
  return sent;
}

/** A nullifier in the forms it could travel in: bytes, hex, base58. */
export function formsOfKey(bytes: Uint8Array): readonly Buffer[] {
  const texts = [toHex(bytes), toHex(bytes).toUpperCase(), toBase58(bytes), Buffer.from(bytes).toString('base64')];
  return [Buffer.from(bytes), Buffer.from(bytes.toReversed()), ...texts.map((text) => Buffer.from(text))];
}

/** Requests that name a note by its place in the tree: as eight bytes, or as a number in a text. */
export function namingPosition(sent: readonly Sent[], position: bigint): readonly Sent[] {
  const bytes = [intToBytesLe(position, 8), intToBytesLe(position, 8).toReversed()].map((form) => Buffer.from(form));
  const word = new RegExp(`(?<![0-9A-Za-z])${position}(?![0-9A-Za-z])`);
  return sent.filter((request) => {
    const text = `${pathOf(request)} ${request.body.toString('latin1')}`;
    return word.test(text) || bytes.some((form) => request.body.includes(form));
  });
}

/** Requests that hold one of these forms, in address or body. */
export function holding(sent: readonly Sent[], forms: readonly Buffer[]): readonly Sent[] {
  return sent.filter((request) => {
    const path = Buffer.from(decodeURIComponent(pathOf(request)));
    return forms.some((form) => request.body.includes(form) || path.includes(form));
  });
}

/** Without the origin: ports are numbers too. */
function pathOf({ url }: Sent): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

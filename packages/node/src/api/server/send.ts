import { type Clock, toHex, utf8 } from '@eventide/base';
import { formatJson } from '@eventide/ledger';
import { JSON_TYPE } from '@eventide/rues';
import { formatSortedJson } from '../json.ts';
import type { RuesAnswer } from '../rues/exchange.ts';
import type { HttpResponse } from './http.ts';

export type SendOptions = {
  /** The client wants bytes as bytes. */
  readonly binary: boolean;
  /** Echoed and general headers of this answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Longest time a reader may leave a full buffer alone. */
  readonly stallMs: number;
};

/** Sends a body whole. */
export function sendWhole(
  response: HttpResponse,
  status: number,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

/** Sends what a handler gave, in the encoding that the request asks for. Spec: 08 §2.6 */
export async function sendAnswer(response: HttpResponse, answer: RuesAnswer, options: SendOptions): Promise<void> {
  const headers = { ...options.headers, ...answer.headers };
  switch (answer.kind) {
    case 'none':
      return sendWhole(response, 202, '', headers);
    case 'text':
      return sendWhole(response, 200, answer.text, headers);
    case 'json': {
      const text = answer.keepOrder === true ? formatJson(answer.value) : formatSortedJson(answer.value);
      return sendWhole(response, 200, text, { 'content-type': JSON_TYPE, ...headers });
    }
    case 'bytes':
      return sendWhole(response, 200, options.binary || answer.raw ? answer.bytes : toHex(answer.bytes), headers);
    case 'stream': {
      response.writeHead(200, answer.json ? { 'content-type': JSON_TYPE, ...headers } : headers);
      const raw = options.binary || answer.json;
      return sendStream(response, answer.items, (item) => (raw ? item : utf8(toHex(item))), options);
    }
  }
}

/** Writes as fast as the client reads; one that stops reading is cut off. */
async function sendStream(
  response: HttpResponse,
  items: AsyncIterable<Uint8Array>,
  encode: (item: Uint8Array) => Uint8Array,
  { clock, stallMs }: SendOptions,
): Promise<void> {
  for await (const item of items) {
    if (item.length > 0 && !response.write(encode(item)) && !(await drained(response, clock, stallMs))) {
      response.destroy();
      return;
    }
  }
  response.end();
}

/** False if the client is gone or does not read. */
function drained(response: HttpResponse, clock: Clock, stallMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (result: boolean) => (): void => {
      cancel();
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(result);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    const cancel = clock.setTimer(stallMs, settle(false));
    response.once('drain', onDrain);
    response.once('close', onClose);
  });
}

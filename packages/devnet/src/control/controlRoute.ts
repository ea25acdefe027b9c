import type { JsonValue } from '@eventide/ledger';
import { RefusedRequest } from '@eventide/node/api/errors';
import type { RuesHandler } from '@eventide/node/api/rues/exchange';
import type { ControlAnswer, ControlRequest } from '../process/protocol.ts';
import { CONTROL_HEADER } from './controlHeader.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** `POST /on/devnet/<verb>`: for programs of this machine only; anybody else sees an unknown route. Spec: 13 §3.2 */
export function controlRoute(control: (request: ControlRequest) => Promise<ControlAnswer>): RuesHandler {
  return async ({ uri, headers, remoteAddress, body }) => {
    const local = LOOPBACK.has(remoteAddress) && LOCAL_HOST.test(headers.host ?? '');
    if (!local || headers[CONTROL_HEADER] !== '1') throw new RefusedRequest('unsupported');
    const answer = await control({ verb: uri.topic, body: parseBody(body.text) });
    return { kind: 'json', value: plain(answer), keepOrder: true };
  };
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedRequest('invalidInput', 'JSON expected');
  }
}

/** JSON with `bigint` as text, as everywhere in the command line. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value, (_, entry) => (typeof entry === 'bigint' ? entry.toString() : entry)));
}

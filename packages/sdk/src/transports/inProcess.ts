import { systemClock } from '@eventide/base';
import { requestBy } from './request.ts';
import { createEvents, type OpenSocket } from './session.ts';
import type { Transport } from './transport.ts';

/** A node in the same process: what it answers, and its sockets of events. */
export type InProcessNode = {
  /** Answers a request as the node's HTTP server does. */
  fetch(request: Request): Promise<Response>;
  /** Opens a session of events: first its id as text, then frames. Without it watchers look again every second. */
  readonly open?: OpenSocket | undefined;
};

const BASE = 'http://in-process';

/** A node without sockets. Spec: 13 §4 */
export function inProcess(node: InProcessNode): Transport {
  const request: Transport['request'] = (it) => requestBy((make) => node.fetch(make()), BASE, it);
  const events = node.open === undefined ? null : createEvents({ open: node.open, request, clock: systemClock });
  return { url: BASE, request, events, close: () => events?.close() };
}

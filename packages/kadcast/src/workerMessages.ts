import type { LogLine, MeterLabels } from '@eventide/base';
import type { Address } from './address.ts';
import type { KadcastNodeOptions } from './kadcastNode.ts';
import type { OverlayMessage, OverlayStats } from './overlay.ts';
import type { Node } from './routingTable.ts';

/** What the worker is told. */
export type ToWorker =
  | { readonly kind: 'start'; readonly options: KadcastNodeOptions }
  | { readonly kind: 'broadcast'; readonly payload: Uint8Array; readonly height: number | undefined }
  | { readonly kind: 'send'; readonly payload: Uint8Array; readonly targets: readonly Address[] }
  | { readonly kind: 'greet'; readonly peers: readonly Address[] }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'block' | 'unblock'; readonly host: string }
  | { readonly kind: 'stop' };

export type Question = { readonly what: 'alive'; readonly count: number } | { readonly what: 'stats' | 'routes' };
/** One height of the routing table. */
export type Route = { readonly height: number; readonly nodes: readonly Node[] };
export type Answer = readonly Address[] | OverlayStats | readonly Route[];

/** One change of a meter; counters add, gauges set. */
export type MeterUpdate = { readonly name: string; readonly value: number; readonly labels: MeterLabels | undefined };

/** What the worker tells. */
export type FromWorker =
  | { readonly kind: 'started'; readonly listen: Address }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'message'; readonly message: OverlayMessage }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'log'; readonly line: LogLine }
  | { readonly kind: 'meters'; readonly counters: readonly MeterUpdate[]; readonly gauges: readonly MeterUpdate[] };

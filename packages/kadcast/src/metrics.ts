import type { Counter, Gauge, Metrics } from '@eventide/base';

/** Why a datagram was not used. */
export type DropReason =
  | 'blocked'
  | 'rate'
  | 'header'
  | 'malformed'
  | 'identity'
  | 'network'
  | 'version'
  | 'unsolicited'
  | 'duplicate'
  | 'quota'
  | 'corrupt';

/** Meters of one overlay node. */
export type OverlayMeters = {
  readonly datagramsIn: Counter;
  readonly bytesIn: Counter;
  readonly dropped: Counter;
  readonly messagesIn: Counter;
  readonly messagesOut: Counter;
  readonly messagesRefused: Counter;
  readonly peers: Gauge;
  readonly openMessages: Gauge;
  readonly storedBytes: Gauge;
  readonly queued: Gauge;
};

/** Declares the meters. Names: 08 §4.7 has none for the overlay. */
export function overlayMeters(metrics: Metrics): OverlayMeters {
  const name = (what: string): string => `eventide_kadcast_${what}`;
  return {
    datagramsIn: metrics.counter({ name: name('received_datagrams_total'), help: 'Datagrams received.' }),
    bytesIn: metrics.counter({ name: name('received_bytes_total'), help: 'Bytes of datagrams received.' }),
    dropped: metrics.counter({
      name: name('dropped_datagrams_total'),
      help: 'Datagrams received and not used, by reason.',
      labels: ['reason'],
    }),
    messagesIn: metrics.counter({ name: name('received_messages_total'), help: 'Messages delivered.' }),
    messagesOut: metrics.counter({
      name: name('sent_messages_total'),
      help: 'Messages handed to the send queue, per bucket.',
    }),
    messagesRefused: metrics.counter({
      name: name('refused_messages_total'),
      help: 'Messages the full send queue refused.',
    }),
    peers: metrics.gauge({ name: name('peers'), help: 'Nodes in the routing table.' }),
    openMessages: metrics.gauge({ name: name('open_messages'), help: 'Messages received in part.' }),
    storedBytes: metrics.gauge({ name: name('stored_bytes'), help: 'Bytes of chunks of messages received in part.' }),
    queued: metrics.gauge({ name: name('queued_datagrams'), help: 'Datagrams waiting to be sent.' }),
  };
}

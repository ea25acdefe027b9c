import type { Counter, Metrics } from '@eventide/base';
import type { Topic } from '@eventide/ledger';

/** What goes in and out, per topic, under the reference's names. Spec: 08 §4.7 */
export type LinkMeters = {
  inbound(topic: Topic, bytes: number): void;
  outbound(topic: Topic, bytes: number): void;
  requested(topic: Topic): void;
  dropped(reason: 'malformed' | 'flood' | 'queue'): void;
};

export function linkMeters(metrics: Metrics): LinkMeters {
  const known = new Map<string, Counter>();
  const count = (name: string, help: string, by: number): void => {
    let counter = known.get(name);
    if (counter === undefined) {
      counter = metrics.counter({ name, help });
      known.set(name, counter);
    }
    counter.add(by);
  };
  const dropped = metrics.counter({
    name: 'eventide_network_dropped_total',
    help: 'Messages dropped before anybody looked at them.',
    labels: ['reason'],
  });
  return {
    inbound(topic, bytes) {
      count(`dusk_inbound_${topic}_count`, `Received ${topic} messages.`, 1);
      count(`dusk_inbound_${topic}_size`, `Bytes of received ${topic} messages.`, bytes);
    },
    outbound: (topic, bytes) => count(`dusk_outbound_${topic}_size`, `Bytes of sent ${topic} messages.`, bytes),
    requested: (topic) => count(`dusk_requests_${topic}`, `Requests by ${topic}.`, 1),
    dropped: (reason) => dropped.add(1, { reason }),
  };
}

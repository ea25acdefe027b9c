import type { MeterLabels, Metrics } from '@eventide/base';
import type { MeterUpdate } from './workerMessages.ts';

/** Meters that gather their changes until they are taken to another thread. */
export type GatheredMetrics = {
  readonly metrics: Metrics;
  /** The changes since the last call. */
  take(): { readonly counters: MeterUpdate[]; readonly gauges: MeterUpdate[] };
};

export function gatherMetrics(): GatheredMetrics {
  const counters = new Map<string, MeterUpdate>();
  const gauges = new Map<string, MeterUpdate>();
  const update = (map: Map<string, MeterUpdate>, name: string, labels: MeterLabels | undefined) => {
    const key = labels === undefined ? name : `${name} ${JSON.stringify(labels)}`;
    return (change: (old: number) => number): void => {
      map.set(key, { name, labels, value: change(map.get(key)?.value ?? 0) });
    };
  };
  return {
    metrics: {
      counter: ({ name }) => ({ add: (by = 1, labels) => update(counters, name, labels)((old) => old + by) }),
      gauge: ({ name }) => ({ set: (value, labels) => update(gauges, name, labels)(() => value) }),
      histogram: () => ({ observe: () => {} }),
    },
    take() {
      const taken = { counters: [...counters.values()], gauges: [...gauges.values()] };
      counters.clear();
      gauges.clear();
      return taken;
    },
  };
}

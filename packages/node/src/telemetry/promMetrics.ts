import type { Counter, Gauge, Histogram, Metrics } from '@eventide/base';
import { Counter as PromCounter, Gauge as PromGauge, Histogram as PromHistogram, type Registry } from 'prom-client';

/** Meters of a Prometheus registry; asking twice for a name gives the same meter. Spec: 08 §4.7 */
export function createPromMetrics(registry: Registry): Metrics {
  const registers = [registry];
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  return {
    counter: ({ name, help, labels = [] }) =>
      known(counters, name, () => {
        const meter = new PromCounter({ name, help, labelNames: [...labels], registers });
        return { add: (by = 1, values = {}) => meter.inc({ ...values }, by) };
      }),
    gauge: ({ name, help, labels = [] }) =>
      known(gauges, name, () => {
        const meter = new PromGauge({ name, help, labelNames: [...labels], registers });
        return { set: (value, values = {}) => meter.set({ ...values }, value) };
      }),
    histogram: ({ name, help, labels = [], buckets }) =>
      known(histograms, name, () => {
        const meter = new PromHistogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers });
        return { observe: (value, values = {}) => meter.observe({ ...values }, value) };
      }),
  };
}

function known<T>(meters: Map<string, T>, name: string, make: () => T): T {
  const found = meters.get(name);
  if (found !== undefined) return found;
  const made = make();
  meters.set(name, made);
  return made;
}

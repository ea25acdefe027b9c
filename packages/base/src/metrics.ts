/** Values of the declared labels of a meter. */
export type MeterLabels = Readonly<Record<string, string>>;

export type MeterOptions = {
  /** `dusk_…` where the reference has the meter, else `eventide_<component>_<what>_<unit>`. Spec: 08 §4.7 */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Names of labels; their values must come from small closed sets. */
  readonly labels?: readonly string[] | undefined;
};

export type HistogramOptions = MeterOptions & {
  /** Ascending upper bounds; an unbounded one is implied. */
  readonly buckets: readonly number[];
};

/** Only grows. */
export type Counter = { add(by?: number, labels?: MeterLabels): void };

/** Goes up and down. */
export type Gauge = { set(value: number, labels?: MeterLabels): void };

/** Counts observations by size. */
export type Histogram = { observe(value: number, labels?: MeterLabels): void };

/** Where a component declares its meters. The same name twice gives the same meter. */
export type Metrics = {
  counter(options: MeterOptions): Counter;
  gauge(options: MeterOptions): Gauge;
  histogram(options: HistogramOptions): Histogram;
};

/** The default of every library: counts nothing. */
export const silentMetrics: Metrics = {
  counter: () => ({ add: () => {} }),
  gauge: () => ({ set: () => {} }),
  histogram: () => ({ observe: () => {} }),
};

/** One measured line: medians in milliseconds per run of the function. */
export type BenchResult = {
  readonly name: string;
  readonly runs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Half the distance of the quartiles over the median. */
  readonly spread: number;
  /** Operations one run performs. */
  readonly operations: number;
  /** Median per operation. */
  readonly perOperationNs: number;
};

/** A ratio of two measurements of the same run, against the figure the project aims at. */
export type BenchRatio = {
  readonly name: string;
  readonly ratio: number;
  readonly goal?: { readonly atMost?: number; readonly atLeast?: number } | undefined;
};

export type BenchOptions = {
  /** Operations one call performs; default 1. */
  readonly operations?: number | undefined;
  /** Default 9. */
  readonly runs?: number | undefined;
  /** Calls before measuring; default 2. */
  readonly warmup?: number | undefined;
};

/** What a `*.bench.ts` file receives; it exports `area` (string) and `run(bench)`. */
export type Bench = {
  measure(name: string, fn: () => unknown | Promise<unknown>, options?: BenchOptions): Promise<BenchResult>;
  /** Records measured / yardstick (medians per operation) of this run. */
  ratio(name: string, measured: BenchResult, yardstick: BenchResult, goal?: BenchRatio['goal']): void;
  /** A number that is no time: bytes, rows, counts, or a ratio computed elsewhere. */
  figure(name: string, value: number, unit: string): void;
};

export type BenchReport = {
  readonly results: BenchResult[];
  readonly ratios: BenchRatio[];
  readonly figures: { name: string; value: number; unit: string }[];
};

/** A bench that collects into `report` and tells `onResult` each line as it comes. */
export function createBench(onLine: (line: string) => void = () => {}): { bench: Bench; report: BenchReport } {
  const report: BenchReport = { results: [], ratios: [], figures: [] };
  const bench: Bench = {
    async measure(name, fn, options = {}) {
      const { operations = 1, runs = 9, warmup = 2 } = options;
      for (let i = 0; i < warmup; i++) await fn();
      const times: number[] = [];
      for (let i = 0; i < runs; i++) {
        const start = performance.now();
        await fn();
        times.push(performance.now() - start);
      }
      const result = summarise(name, times, operations);
      report.results.push(result);
      onLine(`${name.padEnd(58)} ${formatTime(result.perOperationNs)}  ±${(result.spread * 100).toFixed(0)} %`);
      return result;
    },
    ratio(name, measured, yardstick, goal) {
      const ratio = measured.perOperationNs / yardstick.perOperationNs;
      report.ratios.push({ name, ratio, goal });
      onLine(`${name.padEnd(58)} ${ratio.toFixed(3)} x${formatGoal(goal)}`);
    },
    figure(name, value, unit) {
      report.figures.push({ name, value, unit });
      onLine(`${name.padEnd(58)} ${value} ${unit}`);
    },
  };
  return { bench, report };
}

function summarise(name: string, times: number[], operations: number): BenchResult {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  const medianMs = at(0.5);
  return {
    name,
    runs: times.length,
    medianMs,
    p95Ms: at(0.95),
    spread: medianMs === 0 ? 0 : (at(0.75) - at(0.25)) / 2 / medianMs,
    operations,
    perOperationNs: (medianMs * 1e6) / operations,
  };
}

function formatTime(ns: number): string {
  if (ns < 1e3) return `${ns.toFixed(1)} ns`.padStart(12);
  if (ns < 1e6) return `${(ns / 1e3).toFixed(1)} µs`.padStart(12);
  if (ns < 1e9) return `${(ns / 1e6).toFixed(2)} ms`.padStart(12);
  return `${(ns / 1e9).toFixed(2)} s`.padStart(12);
}

function formatGoal(goal: BenchRatio['goal']): string {
  if (goal?.atMost !== undefined) return `  (goal ≤ ${goal.atMost})`;
  if (goal?.atLeast !== undefined) return `  (goal ≥ ${goal.atLeast})`;
  return '';
}

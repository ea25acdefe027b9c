export {
  type Bench,
  type BenchOptions,
  type BenchRatio,
  type BenchReport,
  type BenchResult,
  createBench,
} from './bench.ts';
export { type FuzzReport, type FuzzTarget, runFuzz, seededRandom } from './fuzz.ts';
export { loadVectors } from './vectors.ts';

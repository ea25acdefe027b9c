import { seededRandom } from '../fuzz.ts';
import { BEHAVIOURS, type Behaviour } from './byzantine.ts';
import { type CrashPoint, Simulation, type SimulationOptions } from './simulation.ts';

/** What a run showed. `lively`: after everything healed all honest nodes finalised more blocks. */
export type Outcome = {
  readonly seed: number;
  readonly safe: boolean;
  readonly lively: boolean;
  readonly settled: bigint;
  readonly faulty: number;
  readonly simulation: Simulation;
};

const CRASH_POINTS: readonly CrashPoint[] = ['now', 'beforeCommit', 'betweenCommitAndLedger', 'afterLedger'];
/** Everything that goes wrong goes wrong before this time; then crashed nodes are back and messages arrive. */
const HEALED_MS = 60_000;
/** The protocol's way out of a wrong branch takes a minute without blocks, more than once at worst. */
const PATIENCE_MS = 1_800_000;
/** Final blocks that show that the network is alive again. */
const PROGRESS = 3n;

/**
 * A network drawn from a seed: 4 to 13 nodes, less than a third of them faulty, with loss, duplicates, reordering, clock skew, partitions
 * and crashes at every point; then it heals. Spec: 06 §9, §15 to §17
 */
export function drawScenario(seed: number): SimulationOptions {
  const random = seededRandom(seed * 2_654_435_761);
  const below = (n: number): number => random() % n;
  const nodes = 4 + below(10);
  const faulty = below(Math.ceil(nodes / 3));
  const behaviours = Array.from({ length: faulty }, () => BEHAVIOURS[below(BEHAVIOURS.length)] as Behaviour);
  const partitions = Array.from({ length: below(3) }, () => {
    const fromMs = below(HEALED_MS / 2);
    const mask = random();
    return { fromMs, toMs: fromMs + below(HEALED_MS - fromMs), group: (node: number) => (mask >> (node % 31)) & 1 };
  });
  const crashes = Array.from({ length: below(6) }, () => ({
    node: below(nodes),
    atMs: below(HEALED_MS / 2),
    downMs: 500 + below(HEALED_MS / 3),
    point: CRASH_POINTS[below(CRASH_POINTS.length)] as CrashPoint,
  }));
  return {
    seed,
    nodes,
    behaviour: (node) => behaviours[node],
    delayMs: [5, 50 + below(600)],
    loss: below(4) * 0.04,
    duplicates: below(3) * 0.1,
    skewMs: below(3) * 400,
    fanout: 2,
    partitions,
    crashes,
    healedMs: HEALED_MS,
  };
}

/** Runs a drawn network until it healed and showed life, or patience ends. */
export function runScenario(seed: number): Outcome {
  const options = drawScenario(seed);
  const simulation = new Simulation(options);
  simulation.run(HEALED_MS);
  const goal = highestFinal(simulation) + PROGRESS;
  simulation.run(PATIENCE_MS, () => simulation.settledHeight >= goal || simulation.violations.length > 0);
  return {
    seed,
    safe: simulation.violations.length === 0,
    lively: simulation.settledHeight >= goal,
    settled: simulation.settledHeight,
    faulty: simulation.nodes.length - simulation.honest.length,
    simulation,
  };
}

function highestFinal(simulation: Simulation): bigint {
  let highest = 0n;
  for (const { chain } of simulation.honest) {
    const height = chain?.lastFinal.block.header.height ?? 0n;
    if (height > highest) highest = height;
  }
  return highest;
}

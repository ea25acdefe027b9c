import { FaultError, isEventideError } from '@eventide/base';
import type { RandomBytes } from '@eventide/crypto/random';
import type { Pool } from '@eventide/kernels';
import { type BrokenRow, checkRelations } from '@eventide/plonk/check';
import { type Composer, layOut } from '@eventide/plonk/composer/composer';
import { prove } from '@eventide/plonk/prover/prove';
import type { KeyValueStore } from '@eventide/store';
import { ProverError } from './errors.ts';
import { JobQueue } from './jobs.ts';
import { KeyCache } from './keyCache.ts';
import { type Durations, ProgressMeter } from './progress.ts';
import type { CircuitSource, ProofResult, ProvableCircuit, ProveRequest, Prover } from './prover.ts';
import type { SrsSource } from './srsCache.ts';

export type LocalProverOptions = {
  /** Where columns live and transforms run. The prover does not close it. */
  readonly pool: Pool;
  readonly circuits: CircuitSource;
  readonly srs: SrsSource;
  readonly random: RandomBytes;
  /** Keeps verifier data of circuits that pin none; without it every start commits to the key again. */
  readonly store?: KeyValueStore | undefined;
  /** Compiled circuits kept in kernel memory; default 1. */
  readonly keysKept?: number | undefined;
  /** For durations only; default the wall clock. */
  readonly nowMs?: (() => number) | undefined;
};

/** What generating the reference string takes of making a circuit ready for the first time on a machine. */
const SRS_SHARE = 0.9;

/** A prover on this thread and the pool's workers; one proof at a time, each with the whole pool. */
export function createLocalProver(options: LocalProverOptions): Prover {
  const { pool, circuits, srs, random, store, keysKept = 1, nowMs = () => performance.now() } = options;
  const keys = new KeyCache(pool, { store, kept: keysKept });
  const jobs = new JobQueue();
  const durations = new Map<string, Durations>();

  const run = async (
    name: string,
    bytes: Uint8Array,
    request: ProveRequest,
    signal: AbortSignal,
  ): Promise<ProofResult> => {
    const { circuit, decodeInputs, pinned } = find(circuits, name);
    const meter = new ProgressMeter({
      known: durations.get(name),
      skipsKey: keys.has(name),
      onProgress: request.onProgress,
      nowMs,
    });
    try {
      const inputs = decodeInputs(bytes);
      meter.enter('key');
      const key = await keys.get(circuit, srs, { pinned, signal });
      const proven = await prove(key, inputs, { random, signal, onPhase: (phase) => meter.enter(phase) });
      durations.set(name, meter.finish());
      return proven;
    } catch (error) {
      throw translate(error, signal, () => relationsOf(circuits, name, bytes));
    }
  };

  const makeReady = async (name: string, { onProgress }: ProveRequest, signal: AbortSignal): Promise<void> => {
    const { circuit, pinned } = find(circuits, name);
    const tell = (fraction: number): void => onProgress?.({ phase: 'key', fraction, etaMs: null });
    tell(0);
    try {
      await keys.get(circuit, srs, { pinned, signal, onSrs: (share) => tell(SRS_SHARE * share) });
      tell(1);
    } catch (error) {
      throw translate(error, signal, () => []);
    }
  };

  return {
    prove(name, inputs, request = {}) {
      request.onProgress?.({ phase: 'queued', fraction: 0, etaMs: null });
      return jobs.add(request.signal, (signal) => run(name, inputs, request, signal));
    },
    prepare: (name, request = {}) => jobs.add(request.signal, (signal) => makeReady(name, request, signal)),
    check: async (name, inputs) => relationsOf(circuits, name, inputs),
    async close() {
      await jobs.close();
      keys.close();
    },
  };
}

/** The rows an instance breaks, without any proof. @throws ProverError PROVE_UNKNOWN_CIRCUIT, CodecError */
export function relationsOf(circuits: CircuitSource, name: string, inputs: Uint8Array): readonly BrokenRow[] {
  const { circuit, decodeInputs } = find(circuits, name);
  const { layout, assignment } = layOut((composer: Composer) => circuit.compose(composer, decodeInputs(inputs)));
  return checkRelations(layout, assignment);
}

function find(circuits: CircuitSource, name: string): ProvableCircuit {
  const found = circuits(name);
  if (found === undefined) throw new ProverError('PROVE_UNKNOWN_CIRCUIT', { circuit: name });
  return found;
}

/** Errors of the parts below in the words of this package. An unsatisfied circuit names the first broken row. */
function translate(error: unknown, signal: AbortSignal, broken: () => readonly BrokenRow[]): unknown {
  if (signal.aborted) return new ProverError('PROVE_ABORTED', {}, { cause: error });
  if (error instanceof FaultError && error.code === 'FAULT_MEMORY') {
    return new ProverError('PROVE_OUT_OF_MEMORY', {}, { cause: error });
  }
  if (!isEventideError(error, 'PLONK_UNSATISFIED')) return error;
  const [first] = broken();
  return new ProverError('PROVE_UNSATISFIED', first === undefined ? {} : { row: first.row, gadget: first.path });
}

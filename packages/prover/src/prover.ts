import type { BrokenRow } from '@eventide/plonk/check';
import type { Circuit } from '@eventide/plonk/circuit';
import type { OpeningKey, VerifierData } from '@eventide/plonk/keys/verifierData';
import type { ProvePhase } from '@eventide/plonk/prover/prove';

/** A circuit with the bytes its inputs travel in, so that a worker or a server can be asked for it by name. */
export type ProvableCircuit<Inputs = unknown> = {
  readonly circuit: Circuit<Inputs>;
  /** @throws CodecError for anything that is no request of this circuit */
  readonly decodeInputs: (bytes: Uint8Array) => Inputs;
  /**
   * Verifier data pinned for this reference string, if any: it spares the commitments of the circuit's key, most of what a first proof
   * waits for. What is pinned wrongly makes proofs that do not verify, which are never handed out.
   */
  readonly pinned?: ((openingKey: OpeningKey) => VerifierData | undefined) | undefined;
};

/** Finds a circuit by name, e.g. `sound-1/phoenix/2`; undefined for unknown names. */
export type CircuitSource = (name: string) => ProvableCircuit | undefined;

export type ProveProgress = {
  readonly phase: 'queued' | ProvePhase;
  /** Done, 0 to 1, by the time the phases took on this machine before. */
  readonly fraction: number;
  /** Milliseconds left by the same measure; null before this machine has made a proof of the circuit. */
  readonly etaMs: number | null;
};

export type ProveRequest = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ProveProgress) => void) | undefined;
};

export type ProofResult = {
  /** 1008 bytes, verified before they are handed out. */
  readonly proof: Uint8Array;
  /** In the order of the verifier's rows. */
  readonly publicInputs: readonly bigint[];
};

/**
 * Makes proofs. Where it computes (this thread's pool, a worker, a server) is the maker's choice; callers name the circuit and
 * hand over its inputs as bytes.
 */
export type Prover = {
  /** @throws ProverError, CodecError for malformed inputs. Spec: 13 §4 */
  prove(circuit: string, inputs: Uint8Array, request?: ProveRequest): Promise<ProofResult>;
  /**
   * Makes the next proof of a circuit start at once: reference string and key are fetched or made. Waits behind running proofs.
   * Provers with nothing to make ready resolve immediately. @throws ProverError
   */
  prepare(circuit: string, request?: ProveRequest): Promise<void>;
  /** Every relation of every row, without a proof: the broken ones, at most 16. Milliseconds. */
  check(circuit: string, inputs: Uint8Array): Promise<readonly BrokenRow[]>;
  /** Ends workers and running jobs. */
  close(): Promise<void>;
};

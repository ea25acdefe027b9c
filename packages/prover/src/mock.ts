import { checkRelations } from '@eventide/plonk/check';
import { type Composer, layOut } from '@eventide/plonk/composer/composer';
import { rowDigest } from '@eventide/plonk/digest';
import type { VerifierData } from '@eventide/plonk/keys/verifierData';
import { mockProof } from '@eventide/plonk/mock';
import type { PlonkVersion } from '@eventide/plonk/version';
import { ProverError } from './errors.ts';
import { JobQueue } from './jobs.ts';
import { relationsOf } from './local.ts';
import type { CircuitSource, ProofResult, ProvableCircuit, ProveRequest, Prover } from './prover.ts';

export type MockProverOptions = {
  readonly circuits: CircuitSource;
  /** Verifier data of a circuit: its digest enters the mock. */
  readonly verifierData: (circuit: string) => VerifierData;
  /** Of the verifier; default V3. */
  readonly version?: PlonkVersion | undefined;
};

/**
 * Makes mock proofs for local networks whose genesis says so. It composes the circuit, checks every row and public input and compares
 * the rows with those the keys are made of, so that what passes here passes with real proofs. Half a second instead of several.
 * Spec: 13 §3.1
 */
export function createMockProver(options: MockProverOptions): Prover {
  const { circuits, verifierData, version = 'V3' } = options;
  const jobs = new JobQueue();
  const digests = new Map<string, string>();

  /** The digest of the rows that the circuit's keys are made of. */
  const pinned = (name: string, { circuit }: ProvableCircuit): string => {
    const known = digests.get(name);
    if (known !== undefined) return known;
    const made = rowDigest(layOut((composer: Composer) => circuit.compose(composer, circuit.example)).layout);
    digests.set(name, made);
    return made;
  };
  const run = (name: string, bytes: Uint8Array, { onProgress }: ProveRequest): ProofResult => {
    const found = circuits(name);
    if (found === undefined) throw new ProverError('PROVE_UNKNOWN_CIRCUIT', { circuit: name });
    onProgress?.({ phase: 'witness', fraction: 0, etaMs: null });
    const inputs = found.decodeInputs(bytes);
    const { layout, assignment } = layOut((composer: Composer) => found.circuit.compose(composer, inputs));
    onProgress?.({ phase: 'check', fraction: 0.5, etaMs: null });
    const [broken] = checkRelations(layout, assignment, 1);
    if (broken !== undefined) throw new ProverError('PROVE_UNSATISFIED', { row: broken.row, gadget: broken.path });
    if (rowDigest(layout) !== pinned(name, found))
      throw new ProverError('PROVE_UNSATISFIED', { rule: 'the rows of the circuit' });
    const { publicInputs } = assignment;
    return { proof: mockProof(verifierData(name), publicInputs, version), publicInputs };
  };
  return {
    prove(name, inputs, request = {}) {
      request.onProgress?.({ phase: 'queued', fraction: 0, etaMs: null });
      return jobs.add(request.signal, async () => run(name, inputs, request));
    },
    prepare: async () => {},
    check: async (name, inputs) => relationsOf(circuits, name, inputs),
    close: () => jobs.close(),
  };
}

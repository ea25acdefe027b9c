import { ProverError } from './errors.ts';
import { relationsOf } from './local.ts';
import type { CircuitSource, Prover } from './prover.ts';

export type RemoteProverOptions = {
  /** Base address of a node with a proving service. */
  readonly url: string;
  /** Must be said: the server learns amounts, notes and keys of the inputs. */
  readonly iUnderstandTheServerSeesAmountsAndNotes: true;
  /** For the relation check before anything is sent. */
  readonly circuits: CircuitSource;
  /** Judges what comes back; a server's proof is never trusted. */
  readonly verify: (circuit: string, inputs: Uint8Array, proof: Uint8Array) => readonly bigint[] | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
};

const PROOF_SIZE = 1_008;

/** A prover on a server: `POST /on/prover/prove`. Off unless asked for in these words. Spec: 08 §3; 14 §4 */
export function createRemoteProver(options: RemoteProverOptions): Prover {
  if (options.iUnderstandTheServerSeesAmountsAndNotes !== true) throw new ProverError('PROVE_REMOTE_NOT_ALLOWED');
  const { url, circuits, verify, fetch: send = globalThis.fetch } = options;
  return {
    async prove(circuit, inputs, { signal, onProgress } = {}) {
      const [broken] = relationsOf(circuits, circuit, inputs);
      if (broken !== undefined) throw new ProverError('PROVE_UNSATISFIED', { row: broken.row, gadget: broken.path });
      onProgress?.({ phase: 'witness', fraction: 0, etaMs: null });
      const proof = await post(send, `${url.replace(/\/$/, '')}/on/prover/prove`, inputs, signal);
      onProgress?.({ phase: 'check', fraction: 0.95, etaMs: null });
      const publicInputs = verify(circuit, inputs, proof);
      if (publicInputs === undefined) throw new ProverError('PROVE_REMOTE', { reason: 'the proof is not valid' });
      return { proof, publicInputs };
    },
    prepare: async () => {},
    check: async (circuit, inputs) => relationsOf(circuits, circuit, inputs),
    close: async () => {},
  };
}

async function post(
  send: typeof globalThis.fetch,
  url: string,
  body: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'rusk-version': '1.6.0' },
      body: new Uint8Array(body),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw new ProverError('PROVE_ABORTED', {}, { cause: error });
    throw new ProverError('PROVE_REMOTE', { reason: 'unreachable' }, { cause: error });
  }
  if (!response.ok) throw new ProverError('PROVE_REMOTE', { status: response.status });
  const proof = new Uint8Array(await response.arrayBuffer());
  if (proof.length !== PROOF_SIZE)
    throw new ProverError('PROVE_REMOTE', { reason: 'not 1008 bytes', bytes: proof.length });
  return proof;
}

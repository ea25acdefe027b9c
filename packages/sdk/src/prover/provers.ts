import { type Composer, layOut } from '@eventide/plonk/composer/composer';
import {
  type ConnectedProver,
  connectProver,
  createMockProver,
  createRemoteProver,
  type Prover,
} from '@eventide/prover';
import { isValidWalletProof, walletCircuits, walletVerifierData } from './circuits.ts';

export type RemoteOptions = {
  /** Must be said: the server learns amounts and notes of the inputs, and which transaction they pay for. */
  readonly iUnderstandTheServerSeesAmountsAndNotes: true;
  readonly fetch?: typeof globalThis.fetch | undefined;
};

/**
 * A proving server. Off unless asked for in these words; its proofs are verified here.
 * @throws ProverError PROVE_REMOTE_NOT_ALLOWED
 * Spec: 13 §4, 08 §3
 */
export function remoteProver(url: string, options: RemoteOptions): Prover {
  return createRemoteProver({
    url,
    iUnderstandTheServerSeesAmountsAndNotes: options.iUnderstandTheServerSeesAmountsAndNotes,
    circuits: walletCircuits,
    fetch: options.fetch,
    verify(circuit, inputs, proof) {
      const publicInputs = publicInputsOf(circuit, inputs);
      return isValidWalletProof(circuit, proof, publicInputs) ? publicInputs : undefined;
    },
  });
}

/** Mock proofs for local networks with `proofs: mock`; on this thread, half a second each. Spec: 13 §3.1 */
export function mockProver(): Prover {
  return createMockProver({ circuits: walletCircuits, verifierData: walletVerifierData });
}

/**
 * A prover in a worker of the page that runs `@eventide/sdk/proverWorker`:
 * `browserProver(new Worker(new URL('@eventide/sdk/proverWorker', import.meta.url), { type: 'module' }))`.
 * Several threads prove where the page is cross-origin isolated. Spec: 13 §5.3
 */
export function browserProver(worker: Worker): ConnectedProver {
  const prover = connectProver(worker as never);
  worker.addEventListener('error', (event) => prover.fail(event.message));
  return {
    ...prover,
    async close() {
      await prover.close();
      worker.terminate();
    },
  };
}

function publicInputsOf(name: string, inputs: Uint8Array): readonly bigint[] {
  const found = walletCircuits(name);
  if (found === undefined) return [];
  const { assignment } = layOut((composer: Composer) => found.circuit.compose(composer, found.decodeInputs(inputs)));
  return assignment.publicInputs;
}

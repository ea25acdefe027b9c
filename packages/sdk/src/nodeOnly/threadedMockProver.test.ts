import { expect, test } from 'vitest';
import { threadedMockProver } from './threadedMockProver.ts';

test('13 §3.1 mock proofs of a thread: what it refuses comes back by its code, and it ends when it is told to', async () => {
  const prover = threadedMockProver();
  await expect(prover.prove('aegis/phoenix/4', new Uint8Array(9))).rejects.toThrowCode('CODEC_BAD_TAG');
  await expect(prover.prove('aegis/phoenix/9', new Uint8Array(9))).rejects.toThrowCode('PROVE_UNKNOWN_CIRCUIT');
  await prover.close();
  await expect(prover.prove('aegis/phoenix/4', new Uint8Array(9))).rejects.toThrowCode('FAULT_WORKER');
});

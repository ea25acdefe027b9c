import type { Verdict } from '@eventide/base';
import type { Impersonated } from '@eventide/execution';
import type { Network } from '@eventide/params';
import type { TxRefusal } from '@eventide/tx';
import type { SignedClaim } from '../start/rememberedSignatures.ts';

export type VerifierSetup = {
  /** Seen live by a verifier in the calling thread only. */
  readonly impersonated?: Impersonated | undefined;
  readonly network: Network;
  /** Verifier data of the Phoenix circuits with 1 to 4 inputs, where the network's are not the known ones. */
  readonly verifierData?: readonly Uint8Array[] | undefined;
};

/** Signatures, proofs and blobs of transactions; state is looked at elsewhere. */
export type VerifierCalls = {
  readonly open: { readonly ask: VerifierSetup; readonly answer: undefined };
  /** Protocol bytes that decode under the rules of `height`. */
  readonly verify: {
    readonly ask: { readonly tx: Uint8Array; readonly height: bigint };
    readonly answer: Verdict<TxRefusal>;
  };
  /** Which signatures of blocks hold, verified together. */
  readonly prove: { readonly ask: readonly SignedClaim[]; readonly answer: readonly boolean[] };
};

import { FaultError, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { rulesAt } from '@eventide/params';
import { decodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { createPhoenixProofVerifier, decodeKnownTx, knownVerifierData, type TxContext, verifyTx } from '@eventide/tx';
import { verifyBlob } from '@eventide/tx/blob/verify';
import { verifyTogether } from '../start/blockClaims.ts';
import type { Handlers } from '../worker/wire.ts';
import type { VerifierCalls, VerifierSetup } from './calls.ts';

/** What transactions of a network are verified with. */
export function txContext({ network, verifierData, impersonated }: VerifierSetup): TxContext {
  const given = verifierData?.map(decodeVerifierData);
  return {
    proofs: createPhoenixProofVerifier({
      verifierData: (set, inputs) => given?.[inputs - 1] ?? knownVerifierData(set, inputs),
    }),
    chainId: network.chainId,
    verifyBlob,
    unsigned: impersonated && ((sender) => impersonated.accounts.has(toHex(encode(blsPublicKeyCodec, sender)))),
  };
}

export function verifierHandlers(): Handlers<VerifierCalls> {
  let ready: { readonly setup: VerifierSetup; readonly context: TxContext } | undefined;
  const opened = () => {
    if (ready === undefined) throw new FaultError('FAULT_INTERNAL', { what: 'verifier not open' });
    return ready;
  };
  return {
    open(setup) {
      ready = { setup, context: txContext(setup) };
    },
    verify({ tx, height }) {
      const { setup, context } = opened();
      const rules = rulesAt(setup.network, height);
      return verifyTx(decodeKnownTx(tx, rules), rules, context);
    },
    prove(claims) {
      const { network } = opened().setup;
      return verifyTogether((round) => rulesAt(network, round).bls, claims);
    },
  };
}

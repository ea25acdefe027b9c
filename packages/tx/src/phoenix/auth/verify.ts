import { isEventideError } from '@eventide/base';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { sumOfProductsJubJub } from '@eventide/crypto/jubjub/point';
import {
  type AuthCommitments,
  type AuthOutput,
  type AuthStatement,
  authChallenge,
  decodeAuth,
  decodeAuthOutputs,
  type PhoenixAuth,
} from './auth.ts';

/** As `AuthStatement`, with everything that was not yet checked in bytes. */
export type AuthRequest = Pick<AuthStatement, 'payloadHash' | 'txDigest'> & {
  readonly inputs: number;
  /** 96·I + 224 bytes. */
  readonly auth: Uint8Array;
  /** 2 × (npk, A1, A2, B1, B2), 320 bytes; decoded here, whoever calls. Spec: 14 §5 */
  readonly outputs: Uint8Array;
};

/**
 * True if the authorisation holds: scalars canonical, all points checked, and the challenge comes out again. Alone it is
 * not a permission to spend: the proof of the circuit must hold too, with rk and rk' of the same bytes.
 * Cost: 4·I + 20 scalar multiplications, 2·I + 10 subgroup checks.
 * Spec: 10 §6
 */
export function verifyAuth(request: AuthRequest): boolean {
  const { payloadHash, txDigest, inputs } = request;
  try {
    const auth = decodeAuth(request.auth, inputs);
    return holds({ payloadHash, txDigest, outputs: decodeAuthOutputs(request.outputs) }, auth);
  } catch (error) {
    // Bytes that do not decode are a wrong authorisation; anything else is our fault.
    if (isEventideError(error)) return false;
    throw error;
  }
}

function holds(statement: AuthStatement, auth: PhoenixAuth): boolean {
  return authChallenge(statement, auth.keys, recompute(statement, auth)) === auth.challenge;
}

/** The commitments that fit challenge and responses. */
function recompute({ outputs }: AuthStatement, { keys, challenge, responses }: PhoenixAuth): AuthCommitments {
  const minusE = fl.neg(challenge);
  const { k, a, b, tA, tB } = responses;
  return {
    inputs: keys.map(({ rk, rkPrime }, i) => [
      combine([k[i] as Fl, minusE], [JUBJUB_GENERATOR, rk]),
      combine([k[i] as Fl, minusE], [JUBJUB_GENERATOR_NUMS, rkPrime]),
    ]),
    outputs: outputs.map((output: AuthOutput, j) => [
      combine([tA[j] as Fl, minusE], [JUBJUB_GENERATOR, output.A1]),
      combine([a, tA[j] as Fl, minusE], [JUBJUB_GENERATOR, output.notePk, output.A2]),
      combine([tB[j] as Fl, minusE], [JUBJUB_GENERATOR, output.B1]),
      combine([b, tB[j] as Fl, minusE], [JUBJUB_GENERATOR, output.notePk, output.B2]),
    ]),
  };
}

function combine(scalars: readonly Fl[], points: readonly JubJubPoint[]): JubJubPoint {
  return sumOfProductsJubJub(scalars, points);
}

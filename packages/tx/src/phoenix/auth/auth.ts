import { concatBytes, utf8 } from '@eventide/base';
import { CodecError, Reader, Writer } from '@eventide/codec';
import { type Fl, flCodec } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { hashToFl } from '@eventide/crypto/fields/hashToScalar';
import { blake2b256 } from '@eventide/crypto/hash';
import { JUBJUB_IDENTITY, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { encodeJubJub, jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import { equalJubJub } from '@eventide/crypto/jubjub/point';
import { TxError } from '../../errors.ts';
import type { Note } from '../note.ts';
import { type PhoenixPayload, phoenixPayloadWithoutSidecars } from '../payload.ts';
import { type EncryptedSender, expectEncryptedSender } from '../sender.ts';

/** The keys of one input, shifted by a secret scalar: rk = npk + α·G, rk' = pk' + α·G'. Spec: 10 §6 */
export type RandomisedKeys = { readonly rk: JubJubPoint; readonly rkPrime: JubJubPoint };

/** One value per secret, in the order of the bytes: nonces, responses or the secrets themselves. Spec: 10 §6 */
export type AuthScalars = {
  /** One per input: note secret key + α. */
  readonly k: readonly Fl[];
  readonly a: Fl;
  readonly b: Fl;
  /** Blinders of A in the senders of output 0 and 1. */
  readonly tA: readonly [Fl, Fl];
  readonly tB: readonly [Fl, Fl];
};

/** The authorisation of `sound-1`, outside the circuit. Spec: 10 §6 */
export type PhoenixAuth = {
  readonly keys: readonly RandomisedKeys[];
  readonly challenge: Fl;
  readonly responses: AuthScalars;
};

/** The key and sender ciphertexts of an output, which the authorisation speaks of. */
export type AuthOutput = Omit<EncryptedSender, 'kind'> & { readonly notePk: JubJubPoint };

/** What the authorisation is for. Spec: 10 §6 */
export type AuthStatement = {
  readonly payloadHash: Fr;
  /** 32 bytes, `phoenixTxDigest`. */
  readonly txDigest: Uint8Array;
  readonly outputs: readonly [AuthOutput, AuthOutput];
};

/** What the prover commits to: one point per equation. */
export type AuthCommitments = {
  /** n·G and n·G' per input. */
  readonly inputs: readonly (readonly [JubJubPoint, JubJubPoint])[];
  /** UA, WA, UB, WB per output. */
  readonly outputs: readonly (readonly [JubJubPoint, JubJubPoint, JubJubPoint, JubJubPoint])[];
};

const CHALLENGE_DOMAIN = utf8('phoenix-auth/sound-1');
const DIGEST_DOMAIN = utf8('phoenix-tx/sound-1');
const MAX_INPUTS = 4;

/** 96·I + 224. Spec: 10 §6 */
export function authSize(inputs: number): number {
  return 96 * inputs + 224;
}

/** Spec: 10 §6 */
export function encodeAuth({ keys, challenge, responses }: PhoenixAuth): Uint8Array {
  const w = new Writer();
  for (const { rk, rkPrime } of keys) {
    jubjubPointCodec.write(w, rk);
    jubjubPointCodec.write(w, rkPrime);
  }
  for (const scalar of [challenge, ...listScalars(responses)]) flCodec.write(w, scalar);
  return w.finish();
}

/**
 * Scalars canonical, keys in the subgroup and not the identity.
 * @throws CodecError, TxError TX_BAD_PROOF_FIELD for another length than that of `inputs` inputs
 * Spec: 10 §6
 */
export function decodeAuth(bytes: Uint8Array, inputs: number): PhoenixAuth {
  if (inputs < 1 || inputs > MAX_INPUTS || bytes.length !== authSize(inputs)) {
    throw new TxError('TX_BAD_PROOF_FIELD', { authBytes: bytes.length, inputs });
  }
  const r = new Reader(bytes);
  const keys = Array.from({ length: inputs }, () => ({ rk: readKey(r), rkPrime: readKey(r) }));
  const challenge = flCodec.read(r);
  const k = Array.from({ length: inputs }, () => flCodec.read(r));
  const [a, b, tA0, tB0, tA1, tB1] = Array.from({ length: 6 }, () => flCodec.read(r)) as [Fl, Fl, Fl, Fl, Fl, Fl];
  return { keys, challenge, responses: { k, a, b, tA: [tA0, tA1], tB: [tB0, tB1] } };
}

/** The scalars in the order of the bytes, which also numbers the nonces. Spec: 10 §6 */
export function listScalars({ k, a, b, tA, tB }: AuthScalars): Fl[] {
  return [...k, a, b, tA[0], tB[0], tA[1], tB[1]];
}

/** BLAKE2b-256 of the complete payload without blob sidecars: binds what the payload hash leaves out. Spec: 10 §6 */
export function phoenixTxDigest(payload: PhoenixPayload): Uint8Array {
  return blake2b256(concatBytes(DIGEST_DOMAIN, phoenixPayloadWithoutSidecars(payload)));
}

/** What the authorisation says of this note. @throws TxError TX_BAD_SENDER for a note made by a contract */
export function authOutput(note: Note): AuthOutput {
  const { A1, A2, B1, B2 } = expectEncryptedSender(note.sender);
  return { notePk: note.stealthAddress.notePk, A1, A2, B1, B2 };
}

/** `npk ‖ A1 ‖ A2 ‖ B1 ‖ B2` of both outputs, 320 bytes, subgroup checked. Spec: 14 §5 @throws CodecError */
export function decodeAuthOutputs(bytes: Uint8Array): [AuthOutput, AuthOutput] {
  const r = new Reader(bytes);
  const outputs: [AuthOutput, AuthOutput] = [readOutput(r), readOutput(r)];
  r.end();
  return outputs;
}

/** As `decodeAuthOutputs` reads them. Spec: 14 §5 */
export function encodeAuthOutputs(outputs: readonly [AuthOutput, AuthOutput]): Uint8Array {
  return concatBytes(...outputs.flatMap(listOutput).map(encodeJubJub));
}

/** e, which every response answers. Spec: 10 §6 */
export function authChallenge(
  statement: AuthStatement,
  keys: readonly RandomisedKeys[],
  commitments: AuthCommitments,
): Fl {
  const points = [
    ...keys.flatMap(({ rk, rkPrime }) => [rk, rkPrime]),
    ...statement.outputs.flatMap(listOutput),
    ...commitments.inputs.flat(),
    ...commitments.outputs.flat(),
  ];
  return hashToFl(
    concatBytes(
      CHALLENGE_DOMAIN,
      fr.encode(statement.payloadHash),
      statement.txDigest,
      Uint8Array.of(keys.length),
      ...points.map(encodeJubJub),
    ),
  );
}

function listOutput({ notePk, A1, A2, B1, B2 }: AuthOutput): JubJubPoint[] {
  return [notePk, A1, A2, B1, B2];
}

function readOutput(r: Reader): AuthOutput {
  const read = (): JubJubPoint => jubjubPointCodec.read(r);
  return { notePk: read(), A1: read(), A2: read(), B1: read(), B2: read() };
}

function readKey(r: Reader): JubJubPoint {
  const key = jubjubPointCodec.read(r);
  if (equalJubJub(key, JUBJUB_IDENTITY)) throw new CodecError('CODEC_BAD_POINT', { rule: 'no identity' });
  return key;
}

import { encode } from '@eventide/codec';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { type PhoenixSecretKey, phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import type { MerkleOpening } from '@eventide/crypto/merkle/opening';
import type { RandomBytes } from '@eventide/crypto/random';
import { schnorrSignDouble } from '@eventide/crypto/schnorr/double';
import { schnorrSign } from '@eventide/crypto/schnorr/single';
import { authOutput, phoenixTxDigest } from './auth/auth.ts';
import { authSecretOf, proveAuth } from './auth/prove.ts';
import type { Note } from './note.ts';
import { nullifierKey } from './nullifier.ts';
import { type PhoenixPayload, type PhoenixTransaction, phoenixPayloadHash } from './payload.ts';
import { joinProofField } from './proofField.ts';
import { proverRequestCodec, type Sound1CircuitInputs } from './proverRequest.ts';
import type { OwnedNote } from './scan.ts';
import { expectEncryptedSender, type SenderBlinders } from './sender.ts';
import { type AegisCircuitInputs, type AegisInput, type AegisOutput, txCircuitVecCodec } from './txCircuitVec.ts';
import type { NoteValue } from './value.ts';

/** An input with its secrets. */
export type SpentNote = OwnedNote & { readonly opening: MerkleOpening };
/** An output with its secrets. */
export type BuiltNote = NoteValue & { readonly note: Note; readonly senderBlinders: SenderBlinders };

/** A payload and the secrets behind it. */
export type PhoenixSecrets = {
  readonly payload: PhoenixPayload;
  readonly from: PhoenixSecretKey;
  readonly spent: readonly SpentNote[];
  readonly outputs: readonly [BuiltNote, BuiltNote];
};

type Unproven = {
  /** `<set>/phoenix/<I>`. Spec: 14 §1 */
  readonly circuit: string;
  readonly payload: PhoenixPayload;
};

/** Without proof; its signatures are among the circuit's inputs. Spec: 03 §12.1 */
export type UnprovenAegis = Unproven & { readonly set: 'aegis'; readonly circuitInputs: AegisCircuitInputs };

/** Without proof; its authorisation stays with the wallet until the proof was checked. Spec: 10 §6 */
export type UnprovenSound1 = Unproven & {
  readonly set: 'sound-1';
  readonly circuitInputs: Sound1CircuitInputs;
  readonly auth: Uint8Array;
};

/** A payment that lacks its proof. `encodeCircuitInputs` of it may go to a prover. Spec: 03 §18.3 */
export type UnprovenPhoenix = UnprovenAegis | UnprovenSound1;

/** Signs the payload hash with each note's key and with a and b; the circuit checks it. Spec: 03 §6.3 */
export function unprovenAegis(secrets: PhoenixSecrets, random: RandomBytes): UnprovenAegis {
  const { payload, from, spent, outputs } = secrets;
  const { root, deposit, maxFee } = payload.skeleton;
  const payloadHash = phoenixPayloadHash(payload);
  const circuitInputs: AegisCircuitInputs = {
    inputs: spent.map(
      (input): AegisInput => ({
        opening: input.opening,
        note: input.note,
        pkPrime: nullifierKey(input.noteSk),
        value: input.value,
        valueBlinder: input.blinder,
        nullifier: input.nullifier,
        signature: schnorrSignDouble(input.noteSk, payloadHash, random),
      }),
    ),
    outputs: [aegisOutput(outputs[0]), aegisOutput(outputs[1])],
    payloadHash,
    root,
    deposit,
    maxFee,
    senderPk: phoenixPublicKey(from),
    signatures: [schnorrSign(from.a, payloadHash, random), schnorrSign(from.b, payloadHash, random)],
  };
  return { set: 'aegis', circuit: `aegis/phoenix/${spent.length}`, payload, circuitInputs };
}

/** Shifts the keys of each note by a fresh α and proves their knowledge outside the circuit. Spec: 10 §6, 14 §4 */
export function unprovenSound1(secrets: PhoenixSecrets, random: RandomBytes): UnprovenSound1 {
  const { payload, from, spent, outputs } = secrets;
  const { root, deposit, maxFee } = payload.skeleton;
  const payloadHash = phoenixPayloadHash(payload);
  const alphas = spent.map(() => fl.random(random));
  const circuitInputs: Sound1CircuitInputs = {
    payloadHash,
    root,
    maxFee,
    deposit,
    inputs: spent.map((input, i) => ({
      opening: input.opening,
      notePk: input.note.stealthAddress.notePk,
      pkPrime: nullifierKey(input.noteSk),
      alpha: alphas[i] as Fl,
      type: input.note.type,
      pos: input.note.pos,
      value: input.value,
      valueBlinder: input.blinder,
    })),
    outputs: [
      { value: outputs[0].value, valueBlinder: outputs[0].blinder },
      { value: outputs[1].value, valueBlinder: outputs[1].blinder },
    ],
  };
  const statement = {
    payloadHash,
    txDigest: phoenixTxDigest(payload),
    outputs: [authOutput(outputs[0].note), authOutput(outputs[1].note)],
  } as const;
  const [first, second] = [outputs[0].senderBlinders, outputs[1].senderBlinders];
  const auth = proveAuth(
    statement,
    {
      k: spent.map(({ noteSk }, i) => fl.add(noteSk, alphas[i] as Fl)),
      a: from.a,
      b: from.b,
      tA: [first.A, second.A],
      tB: [first.B, second.B],
    },
    authSecretOf(from),
    random,
  );
  return { set: 'sound-1', circuit: `sound-1/phoenix/${spent.length}`, payload, circuitInputs, auth };
}

/** The bytes a prover receives: `TxCircuitVec` or the request of 14 §4. Spec: 03 §12.1, 14 §4 */
export function encodeCircuitInputs(unproven: UnprovenPhoenix): Uint8Array {
  return unproven.set === 'aegis'
    ? encode(txCircuitVecCodec, unproven.circuitInputs)
    : encode(proverRequestCodec, unproven.circuitInputs);
}

/**
 * The finished transaction. Verify the proof before: with it the authorisation leaves the wallet.
 * @throws TxError TX_BAD_PROOF_FIELD for a proof of another size than 1008 bytes
 * Spec: 03 §18.3, 14 §4
 */
export function attachProof(unproven: UnprovenPhoenix, proof: Uint8Array): PhoenixTransaction {
  const auth = unproven.set === 'sound-1' ? unproven.auth : null;
  return { kind: 'phoenix', payload: unproven.payload, proofField: joinProofField({ proof, auth }) };
}

function aegisOutput({ note, value, blinder, senderBlinders }: BuiltNote): AegisOutput {
  return {
    value,
    valueCommitment: note.valueCommitment,
    valueBlinder: blinder,
    notePk: note.stealthAddress.notePk,
    sender: expectEncryptedSender(note.sender),
    senderBlinders,
  };
}

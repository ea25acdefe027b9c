import type { Lux } from '@eventide/base';
import { type Codec, CodecError, type Reader, type Writer } from '@eventide/codec';
import { type Fl, flCodec } from '@eventide/crypto/fields/fl';
import { type Fr, frCodec } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import { type PhoenixPublicKey, phoenixPublicKeyCodec } from '@eventide/crypto/keys/phoenix';
import { type MerkleOpening, merkleOpeningCodec } from '@eventide/crypto/merkle/opening';
import { type SchnorrSignatureDouble, schnorrSignatureDoubleCodec } from '@eventide/crypto/schnorr/double';
import { type SchnorrSignature, schnorrSignatureCodec } from '@eventide/crypto/schnorr/single';
import { contractConstants } from '@eventide/params';
import { type Note, noteCodec } from './note.ts';
import type { EncryptedSender, SenderBlinders } from './sender.ts';

/** What the `aegis` circuit needs to know of one input. Spec: 03 §12.1 */
export type AegisInput = {
  readonly opening: MerkleOpening;
  readonly note: Note;
  /** The note's key under G'. */
  readonly pkPrime: JubJubPoint;
  readonly value: Lux;
  readonly valueBlinder: Fl;
  readonly nullifier: Fr;
  /** Over the payload hash, with the note's secret key. */
  readonly signature: SchnorrSignatureDouble;
};

/** What the `aegis` circuit needs to know of one output. Spec: 03 §12.1 */
export type AegisOutput = {
  readonly value: Lux;
  readonly valueCommitment: JubJubPoint;
  readonly valueBlinder: Fl;
  readonly notePk: JubJubPoint;
  readonly sender: EncryptedSender;
  readonly senderBlinders: SenderBlinders;
};

/**
 * All inputs of the `aegis` circuit (`TxCircuitVec`), which a prover receives. It can link inputs and values with them,
 * but not spend. Spec: 03 §12.1
 */
export type AegisCircuitInputs = {
  /** 1 to 4. */
  readonly inputs: readonly AegisInput[];
  readonly outputs: readonly [AegisOutput, AegisOutput];
  readonly payloadHash: Fr;
  readonly root: Fr;
  readonly deposit: Lux;
  readonly maxFee: Lux;
  readonly senderPk: PhoenixPublicKey;
  /** Over the payload hash, with a and with b. */
  readonly signatures: readonly [SchnorrSignature, SchnorrSignature];
};

/** `872 + 2778·I` bytes. Spec: 03 §12.1 */
export const txCircuitVecCodec: Codec<AegisCircuitInputs> = {
  write(w, { inputs, outputs, payloadHash, root, deposit, maxFee, senderPk, signatures }) {
    checkCount(BigInt(inputs.length));
    w.u64(BigInt(inputs.length));
    for (const input of inputs) writeInput(w, input);
    for (const output of outputs) writeOutput(w, output);
    frCodec.write(w, payloadHash);
    frCodec.write(w, root);
    w.u64(deposit);
    w.u64(maxFee);
    phoenixPublicKeyCodec.write(w, senderPk);
    for (const signature of signatures) schnorrSignatureCodec.write(w, signature);
  },
  read(r) {
    const count = r.u64();
    checkCount(count);
    return {
      inputs: Array.from({ length: Number(count) }, () => readInput(r)),
      outputs: [readOutput(r), readOutput(r)],
      payloadHash: frCodec.read(r),
      root: frCodec.read(r),
      deposit: r.u64(),
      maxFee: r.u64(),
      senderPk: phoenixPublicKeyCodec.read(r),
      signatures: [schnorrSignatureCodec.read(r), schnorrSignatureCodec.read(r)],
    };
  },
};

function writeInput(w: Writer, input: AegisInput): void {
  merkleOpeningCodec.write(w, input.opening);
  noteCodec.write(w, input.note);
  jubjubPointCodec.write(w, input.pkPrime);
  w.u64(input.value);
  flCodec.write(w, input.valueBlinder);
  frCodec.write(w, input.nullifier);
  schnorrSignatureDoubleCodec.write(w, input.signature);
}

function readInput(r: Reader): AegisInput {
  return {
    opening: merkleOpeningCodec.read(r),
    note: noteCodec.read(r),
    pkPrime: jubjubPointCodec.read(r),
    value: r.u64(),
    valueBlinder: flCodec.read(r),
    nullifier: frCodec.read(r),
    signature: schnorrSignatureDoubleCodec.read(r),
  };
}

function writeOutput(w: Writer, output: AegisOutput): void {
  w.u64(output.value);
  jubjubPointCodec.write(w, output.valueCommitment);
  flCodec.write(w, output.valueBlinder);
  jubjubPointCodec.write(w, output.notePk);
  const { A1, A2, B1, B2 } = output.sender;
  for (const point of [A1, A2, B1, B2]) jubjubPointCodec.write(w, point);
  flCodec.write(w, output.senderBlinders.A);
  flCodec.write(w, output.senderBlinders.B);
}

function readOutput(r: Reader): AegisOutput {
  const point = (): JubJubPoint => jubjubPointCodec.read(r);
  return {
    value: r.u64(),
    valueCommitment: point(),
    valueBlinder: flCodec.read(r),
    notePk: point(),
    sender: { kind: 'encryption', A1: point(), A2: point(), B1: point(), B2: point() },
    senderBlinders: { A: flCodec.read(r), B: flCodec.read(r) },
  };
}

function checkCount(inputs: bigint): void {
  if (inputs < 1n || inputs > BigInt(contractConstants.maxPhoenixInputs)) {
    throw new CodecError('CODEC_BAD_TAG', { inputs });
  }
}

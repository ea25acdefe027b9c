import type { Lux } from '@eventide/base';
import { type Codec, CodecError, type Reader, type Writer } from '@eventide/codec';
import { type Fl, flCodec } from '@eventide/crypto/fields/fl';
import { type Fr, frCodec } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import { type MerkleOpening, merkleOpeningCodec } from '@eventide/crypto/merkle/opening';
import { contractConstants } from '@eventide/params';
import { type NoteType, noteTypeByte } from './note.ts';

/** What the `sound-1` circuit needs to know of one input. Spec: 14 §4 */
export type Sound1Input = {
  readonly opening: MerkleOpening;
  readonly notePk: JubJubPoint;
  /** The note's key under G'. */
  readonly pkPrime: JubJubPoint;
  /** Shifts both keys; uniform, fresh for every attempt. Spec: 10 §6, §11 items 9 and 10 */
  readonly alpha: Fl;
  readonly type: NoteType;
  readonly pos: bigint;
  readonly value: Lux;
  readonly valueBlinder: Fl;
};

/** What the `sound-1` circuit needs to know of one output. Spec: 14 §4 */
export type Sound1Output = { readonly value: Lux; readonly valueBlinder: Fl };

/**
 * All inputs of the `sound-1` circuit, which a prover receives. It learns keys, paths and values of the inputs, but
 * no secret key and not the sender. Spec: 14 §4
 */
export type Sound1CircuitInputs = {
  readonly payloadHash: Fr;
  readonly root: Fr;
  readonly maxFee: Lux;
  readonly deposit: Lux;
  /** 1 to 4. */
  readonly inputs: readonly Sound1Input[];
  readonly outputs: readonly [Sound1Output, Sound1Output];
};

const SET = 1;

/** `162 + 2421·I` bytes. Spec: 14 §4 */
export const proverRequestCodec: Codec<Sound1CircuitInputs> = {
  write(w, { payloadHash, root, maxFee, deposit, inputs, outputs }) {
    checkCount(inputs.length);
    w.u8(SET);
    w.u8(inputs.length);
    frCodec.write(w, payloadHash);
    frCodec.write(w, root);
    w.u64(maxFee);
    w.u64(deposit);
    for (const input of inputs) writeInput(w, input);
    for (const output of outputs) writeOutput(w, output);
  },
  read(r) {
    const set = r.u8();
    if (set !== SET) throw new CodecError('CODEC_BAD_TAG', { tag: set, type: 'circuit set' });
    const count = r.u8();
    checkCount(count);
    return {
      payloadHash: frCodec.read(r),
      root: frCodec.read(r),
      maxFee: r.u64(),
      deposit: r.u64(),
      inputs: Array.from({ length: count }, () => readInput(r)),
      outputs: [readOutput(r), readOutput(r)],
    };
  },
};

function writeInput(w: Writer, input: Sound1Input): void {
  merkleOpeningCodec.write(w, input.opening);
  jubjubPointCodec.write(w, input.notePk);
  jubjubPointCodec.write(w, input.pkPrime);
  flCodec.write(w, input.alpha);
  w.u8(noteTypeByte[input.type]);
  w.u64(input.pos);
  w.u64(input.value);
  flCodec.write(w, input.valueBlinder);
}

function readInput(r: Reader): Sound1Input {
  return {
    opening: merkleOpeningCodec.read(r),
    notePk: jubjubPointCodec.read(r),
    pkPrime: jubjubPointCodec.read(r),
    alpha: flCodec.read(r),
    type: r.bool() ? 'obfuscated' : 'transparent',
    pos: r.u64(),
    value: r.u64(),
    valueBlinder: flCodec.read(r),
  };
}

function writeOutput(w: Writer, output: Sound1Output): void {
  w.u64(output.value);
  flCodec.write(w, output.valueBlinder);
}

function readOutput(r: Reader): Sound1Output {
  return { value: r.u64(), valueBlinder: flCodec.read(r) };
}

function checkCount(inputs: number): void {
  if (inputs < 1 || inputs > contractConstants.maxPhoenixInputs) throw new CodecError('CODEC_BAD_TAG', { inputs });
}

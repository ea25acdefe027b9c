import type { Lux } from '@eventide/base';
import type { Codec, Writer } from '@eventide/codec';
import { type Fr, frCodec } from '@eventide/crypto/fields/fr';
import { consensusConstants } from '@eventide/params';
import { type Note, noteCodec } from './note.ts';

/** The shielded movement: which notes disappear, which two appear. Spec: 03 §4 */
export type TxSkeleton = {
  /** Root of the note tree that the inputs' openings lead to. */
  readonly root: Fr;
  /** One per input; 1 to 4 in a valid transaction. */
  readonly nullifiers: readonly Fr[];
  /** The transfer note and the change note. */
  readonly outputs: readonly [Note, Note];
  /** Gas limit times gas price. */
  readonly maxFee: Lux;
  readonly deposit: Lux;
};

const SCALAR_SIZE = 32;

/** `root ‖ u64 n ‖ n × nullifier ‖ 2 × note ‖ max_fee ‖ deposit`, 660 + 32·n bytes. Spec: 03 §4 */
export const txSkeletonCodec: Codec<TxSkeleton> = {
  write(w, skeleton) {
    frCodec.write(w, skeleton.root);
    w.u64(BigInt(skeleton.nullifiers.length));
    writeRest(w, skeleton);
  },
  read: (r) => ({
    root: frCodec.read(r),
    nullifiers: Array.from(
      { length: r.length64(consensusConstants.maxTransactionBytes / SCALAR_SIZE, SCALAR_SIZE) },
      () => frCodec.read(r),
    ),
    outputs: [noteCodec.read(r), noteCodec.read(r)],
    maxFee: r.u64(),
    deposit: r.u64(),
  }),
};

/** The skeleton's part of the payload hash: its encoding without the number of nullifiers. Spec: 03 §4 */
export function writeSkeletonHashBytes(w: Writer, skeleton: TxSkeleton): void {
  frCodec.write(w, skeleton.root);
  writeRest(w, skeleton);
}

function writeRest(w: Writer, { nullifiers, outputs, maxFee, deposit }: TxSkeleton): void {
  for (const nullifier of nullifiers) frCodec.write(w, nullifier);
  for (const note of outputs) noteCodec.write(w, note);
  w.u64(maxFee);
  w.u64(deposit);
}

import { concatBytes, equalBytes } from '@eventide/base';
import { type Codec, encode } from '@eventide/codec';
import { sha3_256 } from '@eventide/crypto';
import { badTag, HASH_SIZE, type Hash } from './bytes.ts';
import {
  type ConsensusHeader,
  checkSigner,
  consensusHeaderCodec,
  type SignInfo,
  STEP_TAGS,
  signInfoLayout,
} from './consensusHeader.ts';
import { type Vote, voteCodec } from './vote.ts';

/** One of the two contradicting statements. Spec: 06 §11 */
export type FaultItem<Data> = {
  readonly header: ConsensusHeader;
  readonly sign: SignInfo;
  readonly data: Data;
};

/** Proof that a provisioner contradicted itself. Spec: 06 §11 */
export type Fault =
  | { readonly kind: 'DoubleCandidate'; readonly items: readonly [FaultItem<Hash>, FaultItem<Hash>] }
  | {
      readonly kind: 'DoubleRatificationVote' | 'DoubleValidationVote';
      readonly items: readonly [FaultItem<Vote>, FaultItem<Vote>];
    };

/** Order of the tags; ratification stands before validation. */
const KINDS = ['DoubleCandidate', 'DoubleRatificationVote', 'DoubleValidationVote'] as const;

const hashCodec: Codec<Hash> = {
  write: (w, hash) => w.bytes(hash, HASH_SIZE),
  read: (r) => r.bytes(HASH_SIZE),
};

const candidateItemCodec = itemCodec(hashCodec);
const voteItemCodec = itemCodec(voteCodec);

/** 435 bytes for candidates, 373 to 437 for votes. Spec: 06 §11 */
export const faultCodec: Codec<Fault> = {
  write(w, fault) {
    w.u8(KINDS.indexOf(fault.kind));
    if (fault.kind === 'DoubleCandidate') for (const item of fault.items) candidateItemCodec.write(w, item);
    else for (const item of fault.items) voteItemCodec.write(w, item);
  },
  read(r) {
    const tag = r.u8();
    const kind = KINDS[tag];
    if (kind === undefined) throw badTag(tag, 'fault');
    const fault: Fault =
      kind === 'DoubleCandidate'
        ? { kind, items: [candidateItemCodec.read(r), candidateItemCodec.read(r)] }
        : { kind, items: [voteItemCodec.read(r), voteItemCodec.read(r)] };
    // Keys last: they cost a thousand times the rest, and the two of an honest proof are one.
    const [{ sign: first }, { sign: second }] = fault.items;
    checkSigner(first.signer);
    if (!equalBytes(first.signer, second.signer)) checkSigner(second.signer);
    return fault;
  },
};

/** Database key and leaf of the fault root. Spec: 06 §5.2 */
export function faultId(fault: Fault): Hash {
  return sha3_256(encode(faultCodec, fault));
}

/** The bytes the multisig of item 0 or 1 covers. Spec: 06 §11 */
export function faultItemMessage(fault: Fault, index: 0 | 1): Uint8Array {
  if (fault.kind === 'DoubleCandidate') {
    const { header, data } = fault.items[index];
    return concatBytes(encode(consensusHeaderCodec, header), data);
  }
  const { header, data } = fault.items[index];
  const step = fault.kind === 'DoubleValidationVote' ? STEP_TAGS.validation : STEP_TAGS.ratification;
  return concatBytes(encode(consensusHeaderCodec, header), Uint8Array.of(step), encode(voteCodec, data));
}

/** SHA3-256 of the signed bytes: tells the two items apart. Spec: 06 §11 */
export function faultItemId(fault: Fault, index: 0 | 1): Hash {
  return sha3_256(faultItemMessage(fault, index));
}

function itemCodec<Data>(data: Codec<Data>): Codec<FaultItem<Data>> {
  return {
    write(w, item) {
      consensusHeaderCodec.write(w, item.header);
      signInfoLayout.write(w, item.sign);
      data.write(w, item.data);
    },
    read: (r) => ({ header: consensusHeaderCodec.read(r), sign: signInfoLayout.read(r), data: data.read(r) }),
  };
}

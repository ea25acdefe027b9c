import { type Codec, decode, encode } from '@eventide/codec';
import { g2Codec } from '@eventide/crypto';
import {
  HASH_SIZE,
  type Hash,
  PUBLIC_KEY_SIZE,
  type PublicKeyBytes,
  SIGNATURE_SIZE,
  type SignatureBytes,
} from './bytes.ts';
import { type Vote, voteCodec } from './vote.ts';

/** Which iteration a message speaks of. Spec: 06 §3 */
export type ConsensusHeader = { readonly prevBlockHash: Hash; readonly round: bigint; readonly iteration: number };

/** 41 bytes. Spec: 06 §3 */
export const consensusHeaderCodec: Codec<ConsensusHeader> = {
  write(w, header) {
    w.bytes(header.prevBlockHash, HASH_SIZE);
    w.u64(header.round);
    w.u8(header.iteration);
  },
  read: (r) => ({ prevBlockHash: r.bytes(HASH_SIZE), round: r.u64(), iteration: r.u8() }),
};

/** Who signed, and the signature. Spec: 06 §3 */
export type SignInfo = { readonly signer: PublicKeyBytes; readonly signature: SignatureBytes };

/** 144 bytes; refuses a signer that is no point of G2 (the whole message is dropped). Spec: 06 §6.1 */
export const signInfoCodec: Codec<SignInfo> = {
  write(w, info) {
    signInfoLayout.write(w, info);
  },
  read(r) {
    const info = signInfoLayout.read(r);
    checkSigner(info.signer);
    return info;
  },
};

/** As `signInfoCodec`, the key left unchecked: for readers that look at the whole before they pay for keys. */
export const signInfoLayout: Codec<SignInfo> = {
  write(w, info) {
    w.bytes(info.signer, PUBLIC_KEY_SIZE);
    w.bytes(info.signature, SIGNATURE_SIZE);
  },
  read: (r) => ({ signer: r.bytes(PUBLIC_KEY_SIZE), signature: r.bytes(SIGNATURE_SIZE) }),
};

/** @throws CodecError CODEC_BAD_POINT for bytes that are no key of a provisioner; costs a subgroup check. */
export function checkSigner(signer: Uint8Array): void {
  decode(g2Codec, signer);
}

/** Steps whose votes are signed, with the byte that tells them apart. Spec: 06 §6.2 */
export const STEP_TAGS = { validation: 1, ratification: 2 } as const;

/** The bytes a vote's multisig covers. Spec: 06 §6.2 */
export function voteMessage(header: ConsensusHeader, step: keyof typeof STEP_TAGS, vote: Vote): Uint8Array {
  return encode<ConsensusHeader>(
    {
      write(w, value) {
        consensusHeaderCodec.write(w, value);
        w.u8(STEP_TAGS[step]);
        voteCodec.write(w, vote);
      },
      read: consensusHeaderCodec.read,
    },
    header,
  );
}

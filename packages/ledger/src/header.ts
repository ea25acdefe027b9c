import { type Codec, encode } from '@eventide/codec';
import { sha3_256 } from '@eventide/crypto';
import {
  type Attestation,
  attestationCodec,
  emptyAttestation,
  type FailedIteration,
  failedIterationsCodec,
} from './attestation.ts';
import {
  BLOOM_SIZE,
  HASH_SIZE,
  type Hash,
  PUBLIC_KEY_SIZE,
  type PublicKeyBytes,
  SEED_SIZE,
  SIGNATURE_SIZE,
  type SignatureBytes,
} from './bytes.ts';

/** The part of a header that its hash covers. Spec: 06 §4.1 */
export type HashableHeader = {
  /** 1; genesis: 0. */
  readonly version: number;
  readonly height: bigint;
  readonly timestampSec: bigint;
  readonly prevBlockHash: Hash;
  /** The generator's multisig over the previous block's seed, 48 bytes. */
  readonly seed: Uint8Array;
  readonly stateHash: Hash;
  /** 256 bytes. */
  readonly eventBloom: Uint8Array;
  readonly generator: PublicKeyBytes;
  readonly txRoot: Hash;
  readonly faultRoot: Hash;
  readonly gasLimit: bigint;
  readonly iteration: number;
  readonly prevBlockCert: Attestation;
  readonly failedIterations: readonly FailedIteration[];
};

/** A header as sent and stored. `att` and `signature` are outside the hash; `hash` is sent, and may lie. Spec: 06 §4.2 */
export type Header = HashableHeader & {
  readonly att: Attestation;
  readonly hash: Hash;
  readonly signature: SignatureBytes;
};

/** 669 bytes at least. Spec: 06 §4.1 */
export const hashableHeaderCodec: Codec<HashableHeader> = {
  write(w, header) {
    w.u8(header.version);
    w.u64(header.height);
    w.u64(header.timestampSec);
    w.bytes(header.prevBlockHash, HASH_SIZE);
    w.bytes(header.seed, SEED_SIZE);
    w.bytes(header.stateHash, HASH_SIZE);
    w.bytes(header.eventBloom, BLOOM_SIZE);
    w.bytes(header.generator, PUBLIC_KEY_SIZE);
    w.bytes(header.txRoot, HASH_SIZE);
    w.bytes(header.faultRoot, HASH_SIZE);
    w.u64(header.gasLimit);
    w.u8(header.iteration);
    attestationCodec.write(w, header.prevBlockCert);
    failedIterationsCodec.write(w, header.failedIterations);
  },
  read: (r) => ({
    version: r.u8(),
    height: r.u64(),
    timestampSec: r.u64(),
    prevBlockHash: r.bytes(HASH_SIZE),
    seed: r.bytes(SEED_SIZE),
    stateHash: r.bytes(HASH_SIZE),
    eventBloom: r.bytes(BLOOM_SIZE),
    generator: r.bytes(PUBLIC_KEY_SIZE),
    txRoot: r.bytes(HASH_SIZE),
    faultRoot: r.bytes(HASH_SIZE),
    gasLimit: r.u64(),
    iteration: r.u8(),
    prevBlockCert: attestationCodec.read(r),
    failedIterations: failedIterationsCodec.read(r),
  }),
};

/** 863 bytes at least. A header sent with a zero hash gets its hash filled in. Spec: 06 §4.2 */
export const headerCodec: Codec<Header> = {
  write(w, header) {
    hashableHeaderCodec.write(w, header);
    attestationCodec.write(w, header.att);
    w.bytes(header.hash, HASH_SIZE);
    w.bytes(header.signature, SIGNATURE_SIZE);
  },
  read(r) {
    const hashable = hashableHeaderCodec.read(r);
    const att = attestationCodec.read(r);
    const sent = r.bytes(HASH_SIZE);
    const hash = sent.every((byte) => byte === 0) ? headerHash(hashable) : sent;
    return { ...hashable, att, hash, signature: r.bytes(SIGNATURE_SIZE) };
  },
};

/** SHA3-256 of the hashable part. Spec: 06 §4.1 */
export function headerHash(header: HashableHeader): Hash {
  return sha3_256(encode(hashableHeaderCodec, header));
}

/** The header of height 0. `prevBlockHash` is zero on Dusk's networks; ours commit to their parameters (14 §8). Spec: 06 §4.4 */
export function genesisHeader(
  timestampSec: bigint,
  stateHash: Hash,
  prevBlockHash: Hash = new Uint8Array(HASH_SIZE),
): Header {
  const hashable: HashableHeader = {
    version: 0,
    height: 0n,
    timestampSec,
    prevBlockHash,
    seed: new Uint8Array(SEED_SIZE),
    stateHash,
    eventBloom: new Uint8Array(BLOOM_SIZE),
    generator: new Uint8Array(PUBLIC_KEY_SIZE),
    txRoot: new Uint8Array(HASH_SIZE),
    faultRoot: new Uint8Array(HASH_SIZE),
    gasLimit: 0n,
    iteration: 0,
    prevBlockCert: emptyAttestation(),
    failedIterations: [],
  };
  return {
    ...hashable,
    att: emptyAttestation(),
    hash: headerHash(hashable),
    signature: new Uint8Array(SIGNATURE_SIZE),
  };
}

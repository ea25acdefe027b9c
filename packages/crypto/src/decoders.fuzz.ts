import { fromHex, toBase64, utf8 } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import type { FuzzTarget } from '@eventide/testkit';
import {
  blsPublicKey,
  blsPublicKeyCodec,
  blsSecretKeyCodec,
  blsSignatureCodec,
  formatAccount,
  parseAccount,
} from './bls/keys.ts';
import { blsSign } from './bls/sign.ts';
import {
  decodeG1Uncompressed,
  decodeG2Uncompressed,
  encodeG1,
  encodeG1Uncompressed,
  encodeG2,
  encodeG2Uncompressed,
  g1Codec,
  g2Codec,
} from './bls12-381/encoding.ts';
import { mulG1, mulG2 } from './bls12-381/group.ts';
import { G1_GENERATOR, G1_IDENTITY, G2_GENERATOR, G2_IDENTITY } from './bls12-381/points.ts';
import {
  decodeG1Archive,
  decodeG1Raw,
  decodeG2Archive,
  decodeG2Raw,
  encodeG1Archive,
  encodeG2Archive,
} from './bls12-381/raw.ts';
import { parseContractId } from './contractId.ts';
import { elgamalCipherCodec } from './elgamal/elgamal.ts';
import { fl, flCodec } from './fields/fl.ts';
import { fp, fpCodec } from './fields/fp.ts';
import { fr, frCodec } from './fields/fr.ts';
import { verifyGroth16Bn254 } from './hostPrimitives/groth16/verify.ts';
import {
  decodeJubJubExtendedArchive,
  encodeJubJubExtendedArchive,
  extendJubJub,
  validAffineOfExtended,
} from './jubjub/archive.ts';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY } from './jubjub/constants.ts';
import { encodeJubJub, jubjubPointCodec, jubjubRawPointCodec } from './jubjub/encoding.ts';
import { decodeKeyPair, parseKeyFile, sealKeyFile } from './keys/keyFile.ts';
import {
  formatAddress,
  parseAddress,
  phoenixPublicKey,
  phoenixPublicKeyCodec,
  phoenixViewKey,
  stealthAddress,
  stealthAddressCodec,
  viewKeyCodec,
} from './keys/phoenix.ts';
import { parseWalletFile, sealWalletFile } from './keys/walletFile.ts';
import { decodeOpeningArchive, encodeOpeningArchive } from './merkle/archive.ts';
import { NoteTree } from './merkle/noteTree.ts';
import { merkleOpeningCodec } from './merkle/opening.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';
import {
  schnorrPublicKeyDouble,
  schnorrPublicKeyDoubleCodec,
  schnorrSignatureDoubleCodec,
  schnorrSignDouble,
} from './schnorr/double.ts';
import { schnorrSign, schnorrSignatureCodec } from './schnorr/single.ts';

const random = () => stdRngFromU64(1n).randomBytes;
const secret = { a: 3n, b: 5n };
const blsSecret = 7n;
const keyPair = utf8(
  JSON.stringify({
    secret_key_bls: toBase64(encode(blsSecretKeyCodec, blsSecret)),
    public_key_bls: toBase64(encode(blsPublicKeyCodec, blsPublicKey(blsSecret))),
    more: [1, null, {}],
  }),
);
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Every decoder of the package that reads bytes of others. */
export const targets: FuzzTarget[] = [
  ofCodec('crypto/fr', frCodec, () => [0n, 1n, fr.modulus - 1n]),
  ofCodec('crypto/fl', flCodec, () => [0n, 1n, fl.modulus - 1n]),
  ofCodec('crypto/fp', fpCodec, () => [0n, 1n, fp.modulus - 1n]),
  ofCodec('crypto/jubjub-point', jubjubPointCodec, () => [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY]),
  ofCodec('crypto/jubjub-raw-point', jubjubRawPointCodec, () => [JUBJUB_GENERATOR, JUBJUB_IDENTITY]),
  {
    name: 'crypto/jubjub-archive',
    seeds: () => [encodeJubJubExtendedArchive(extendJubJub(JUBJUB_GENERATOR)), new Uint8Array(160)],
    decode: (bytes) => validAffineOfExtended(decodeJubJubExtendedArchive(bytes)),
  },
  ofCodec('crypto/g1', g1Codec, () => [G1_GENERATOR, mulG1(7n, G1_GENERATOR), G1_IDENTITY]),
  ofCodec('crypto/g2', g2Codec, () => [G2_GENERATOR, mulG2(7n, G2_GENERATOR), G2_IDENTITY]),
  {
    name: 'crypto/g1-uncompressed',
    seeds: () => [G1_GENERATOR, G1_IDENTITY].map(encodeG1Uncompressed),
    decode: decodeG1Uncompressed,
    encode: encodeG1Uncompressed,
  },
  {
    name: 'crypto/g2-uncompressed',
    seeds: () => [G2_GENERATOR, G2_IDENTITY].map(encodeG2Uncompressed),
    decode: decodeG2Uncompressed,
    encode: encodeG2Uncompressed,
  },
  {
    name: 'crypto/g1-archive',
    seeds: () => [G1_GENERATOR, G1_IDENTITY].flatMap((p) => [encodeG1Archive(p), encodeG1Archive(p).subarray(0, 97)]),
    decode: (bytes) => encodeG1(bytes.length === 97 ? decodeG1Raw(bytes) : decodeG1Archive(bytes)),
  },
  {
    name: 'crypto/g2-archive',
    seeds: () => [G2_GENERATOR, G2_IDENTITY].flatMap((p) => [encodeG2Archive(p), encodeG2Archive(p).subarray(0, 193)]),
    decode: (bytes) => encodeG2(bytes.length === 193 ? decodeG2Raw(bytes) : decodeG2Archive(bytes)),
  },
  ofCodec('crypto/bls-secret-key', blsSecretKeyCodec, () => [0n, 9n]),
  ofCodec('crypto/bls-public-key', blsPublicKeyCodec, () => [blsPublicKey(9n), blsPublicKey(0n)]),
  ofCodec('crypto/bls-signature', blsSignatureCodec, () => [blsSign('V2', 9n, utf8('m'))]),
  ofCodec('crypto/schnorr-signature', schnorrSignatureCodec, () => [schnorrSign(9n, 4n, random())]),
  ofCodec('crypto/schnorr-double', schnorrSignatureDoubleCodec, () => [schnorrSignDouble(9n, 4n, random())]),
  ofCodec('crypto/schnorr-double-key', schnorrPublicKeyDoubleCodec, () => [schnorrPublicKeyDouble(9n)]),
  ofCodec('crypto/elgamal', elgamalCipherCodec, () => [{ c1: JUBJUB_GENERATOR, c2: JUBJUB_GENERATOR_NUMS }]),
  ofCodec('crypto/phoenix-public-key', phoenixPublicKeyCodec, () => [phoenixPublicKey(secret)]),
  ofCodec('crypto/view-key', viewKeyCodec, () => [phoenixViewKey(secret)]),
  ofCodec('crypto/stealth-address', stealthAddressCodec, () => [stealthAddress(phoenixPublicKey(secret), 11n)]),
  ofCodec('crypto/merkle-opening', merkleOpeningCodec, () => [opening()]),
  {
    name: 'crypto/merkle-opening-archive',
    seeds: () => [encodeOpeningArchive(opening())],
    decode: decodeOpeningArchive,
  },
  { name: 'crypto/key-file', seeds: () => [sealKeyFile(9n, 'x', random()), new Uint8Array(272)], decode: parseKeyFile },
  { name: 'crypto/key-pair', seeds: () => [keyPair], decode: decodeKeyPair },
  {
    name: 'crypto/wallet-file',
    seeds: () => [
      sealWalletFile({ seed: new Uint8Array(64), profileCount: 1 }, 'x', random()),
      fromHex(`0072736b0200000000000100${'07'.repeat(96)}`),
      fromHex(`150c1d0200${'07'.repeat(96)}`),
    ],
    decode: parseWalletFile,
  },
  {
    name: 'crypto/address',
    seeds: () => [utf8(formatAddress(phoenixPublicKey(secret)))],
    decode: (bytes) => parseAddress(text(bytes)),
    encode: (key: never) => utf8(formatAddress(key)),
  },
  {
    name: 'crypto/account',
    seeds: () => [utf8(formatAccount(blsPublicKey(9n)))],
    decode: (bytes) => parseAccount(text(bytes)),
    encode: (key: never) => utf8(formatAccount(key)),
  },
  { name: 'crypto/contract-id', seeds: () => [utf8(`0x${'01'.repeat(32)}`)], decode: (b) => parseContractId(text(b)) },
  {
    name: 'crypto/groth16',
    seeds: () => [encodeJubJub(JUBJUB_GENERATOR), new Uint8Array(128), new Uint8Array(2000)],
    decode: (bytes) => verifyGroth16Bn254(bytes, bytes, bytes),
  },
];

function ofCodec<T>(name: string, codec: Codec<T>, values: () => readonly T[]): FuzzTarget {
  return {
    name,
    seeds: () => values().map((value) => encode(codec, value)),
    decode: (bytes) => decode(codec, bytes),
    encode: (value: never) => encode(codec, value),
  };
}

function opening() {
  const tree = new NoteTree();
  for (const position of [0n, 1n, 77n]) tree.insert(position, position + 1n);
  return tree.opening(77n);
}

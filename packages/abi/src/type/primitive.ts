import { fromBase58, fromHex, isEventideError, toBase58, toHex } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import * as rkyv from '@eventide/codec/rkyv';
import { type BlsPublicKey, type BlsSignature, blsPublicKeyCodec, blsSignatureCodec } from '@eventide/crypto/bls/keys';
import { decodeG1Archive, decodeG2Archive, encodeG1Archive, encodeG2Archive } from '@eventide/crypto/bls12-381/raw';
import type { Field } from '@eventide/crypto/fields/field';
import { fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { type AbiType, badJson, type Json } from './abiType.ts';

const { fixedBytes, mapped } = rkyv;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** A number in JSON. */
export const u8: AbiType<number> = {
  archive: rkyv.u8,
  toJson: (value) => value,
  fromJson(json, at) {
    if (typeof json !== 'number' || !Number.isInteger(json) || json < 0 || json > 255) throw badJson(at, 'u8');
    return json;
  },
};

/** A number in JSON. */
export const u32: AbiType<number> = {
  archive: rkyv.u32,
  toJson: (value) => value,
  fromJson(json, at) {
    if (typeof json !== 'number' || !Number.isInteger(json) || json < 0 || json > 0xffff_ffff) throw badJson(at, 'u32');
    return json;
  },
};

/** A decimal string in JSON; whole numbers up to 2^53 are read too. Spec: 05 §9 */
export const u64: AbiType<bigint> = {
  archive: rkyv.u64,
  toJson: (value) => value.toString(),
  fromJson(json, at) {
    const decimal = typeof json === 'string' && /^\d{1,20}$/.test(json);
    if (!decimal && !(typeof json === 'number' && Number.isSafeInteger(json) && json >= 0)) throw badJson(at, 'u64');
    const value = BigInt(json as string | number);
    if (value > U64_MAX) throw badJson(at, 'u64');
    return value;
  },
};

/** Nothing: no bytes, `null`. */
export const unit: AbiType<null> = {
  archive: rkyv.unit,
  toJson: () => null,
  fromJson(json, at) {
    if (json !== null) throw badJson(at, 'null');
    return null;
  },
};

export const text: AbiType<string> = {
  archive: rkyv.text(),
  toJson: (value) => value,
  fromJson(json, at) {
    if (typeof json !== 'string') throw badJson(at, 'text');
    return json;
  },
};

/** A byte vector; hex in JSON. */
export const bytes: AbiType<Uint8Array> = hexType(rkyv.byteVec());

/** 32 bytes; 64 hex characters in JSON. */
export const contractId: AbiType<Uint8Array> = fixedHex(32);

/** Exactly `size` bytes; hex in JSON. */
export function fixedHex(size: number): AbiType<Uint8Array> {
  return hexType(fixedBytes(size), size);
}

/** A scalar, archived as Montgomery limbs; hex of its 32 bytes in JSON. Limbs above the modulus are read reduced. */
export const scalar: AbiType<Fr> = fieldType(fr);

/** A JubJub scalar, archived as Montgomery limbs. */
export const jubjubScalar: AbiType<bigint> = fieldType(fl);

/** A BLS public key of 200 archived bytes; base58 in JSON. Curve and subgroup are not checked. Spec: 05 §3.2 */
export const blsPublicKey: AbiType<BlsPublicKey> = base58Type(
  mapped(fixedBytes(200, 8), decodeG2Archive, encodeG2Archive),
  blsPublicKeyCodec,
);

/** A BLS signature of 104 archived bytes; base58 in JSON. Curve and subgroup are not checked. Spec: 05 §3.2 */
export const blsSignature: AbiType<BlsSignature> = base58Type(
  mapped(fixedBytes(104, 8), decodeG1Archive, encodeG1Archive),
  blsSignatureCodec,
);

/** A type whose JSON is the base58 of its canonical bytes. */
export function base58Type<T>(archive: rkyv.ArchiveType<T>, codec: Codec<T>): AbiType<T> {
  return {
    archive,
    toJson: (value) => toBase58(encode(codec, value)),
    fromJson: (json, at) => read(json, at, 'base58', (value) => decode(codec, fromBase58(value))),
  };
}

/** A type whose JSON is the hex of its canonical bytes. */
export function hexCodecType<T>(archive: rkyv.ArchiveType<T>, codec: Codec<T>): AbiType<T> {
  return {
    archive,
    toJson: (value) => toHex(encode(codec, value)),
    fromJson: (json, at) => read(json, at, 'hex', (value) => decode(codec, fromHex(value))),
  };
}

function hexType(archive: rkyv.ArchiveType<Uint8Array>, size?: number): AbiType<Uint8Array> {
  return {
    archive,
    toJson: (value) => toHex(value),
    fromJson: (json, at) => read(json, at, 'hex', (value) => fromHex(value, size)),
  };
}

function fieldType(field: Field): AbiType<bigint> {
  return hexCodecType(
    mapped(
      rkyv.words(4),
      (limbs) => field.fromMontgomery(limbs),
      (value) => field.toMontgomery(value),
    ),
    field.codec,
  );
}

function read<T>(json: Json, at: string, form: string, parse: (value: string) => T): T {
  if (typeof json !== 'string') throw badJson(at, form);
  try {
    return parse(json);
  } catch (error) {
    if (isEventideError(error)) throw badJson(at, `${form} (${error.code})`);
    throw error;
  }
}

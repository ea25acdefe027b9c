import { fromHex, isEventideError, toHex } from '@eventide/base';
import { type AbiType, archive, badJson, type Json, unarchive } from '../type/abiType.ts';
import { affinePoint, extendedPoint, stealthAddress } from '../type/point.ts';
import { blsPublicKey, blsSignature, jubjubScalar, scalar } from '../type/primitive.ts';
import type { BytesDefinition } from './contractInterface.ts';

/** Archived bytes of a named type ↔ the text that stands for them in JSON. */
export type BytesForm = {
  toJson(bytes: Uint8Array): Json;
  fromJson(json: Json, at: string): Uint8Array;
};

const named: Readonly<Record<string, BytesForm>> = {
  Scalar: formOf(scalar),
  JubJubScalar: formOf(jubjubScalar),
  JubJubAffine: formOf(affinePoint),
  JubJubExtended: formOf(extendedPoint),
  StealthAddress: formOf(stealthAddress),
  BlsPublicKey: formOf(blsPublicKey),
  BlsSignature: formOf(blsSignature),
};

/** Sizes under which the names mean what they say; a contract may use a name for bytes of its own. */
const sizes: Readonly<Record<string, number>> = {
  Scalar: 32,
  JubJubScalar: 32,
  JubJubAffine: 64,
  JubJubExtended: 160,
  StealthAddress: 320,
  BlsPublicKey: 200,
  BlsSignature: 104,
};

/** Keys and signatures as base58, field elements and points as hex of their canonical bytes, all else as hex. Spec: 05 §9 */
export function bytesFormOf(name: string, { size }: BytesDefinition): BytesForm {
  const form = Object.hasOwn(named, name) ? named[name] : undefined;
  return form && sizes[name] === size ? form : hexForm(size);
}

function formOf<T>(type: AbiType<T>): BytesForm {
  return {
    toJson: (bytes) => type.toJson(unarchive(type, bytes)),
    fromJson: (json, at) => archive(type, type.fromJson(json, at)),
  };
}

function hexForm(size: number): BytesForm {
  return {
    toJson: (bytes) => toHex(bytes),
    fromJson(json, at) {
      if (typeof json !== 'string') throw badJson(at, `hex of ${size} bytes`);
      try {
        return fromHex(json, size);
      } catch (error) {
        if (isEventideError(error)) throw badJson(at, `hex of ${size} bytes`);
        throw error;
      }
    },
  };
}

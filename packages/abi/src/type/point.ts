import type { Codec } from '@eventide/codec';
import * as rkyv from '@eventide/codec/rkyv';
import {
  affineOfExtended,
  decodeJubJubAffineArchive,
  decodeJubJubExtendedArchive,
  type ExtendedJubJub,
  encodeJubJubAffineArchive,
  encodeJubJubExtendedArchive,
  extendJubJub,
} from '@eventide/crypto/jubjub/archive';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import type { StealthAddress } from '@eventide/crypto/keys/phoenix';
import { AbiError } from '../errors.ts';
import type { AbiType } from './abiType.ts';
import { base58Type, hexCodecType } from './primitive.ts';

/**
 * A stealth address as archives hold it: extended points, of which one point has many. Kept as they are, because
 * contracts echo them. Spec: 03 §17.1
 */
export type ArchivedStealthAddress = { readonly R: ExtendedJubJub; readonly notePk: ExtendedJubJub };

/** An affine point, 64 archived bytes; hex in JSON. Whether it is on the curve is not checked. */
export const affinePoint: AbiType<JubJubPoint> = hexCodecType(
  rkyv.mapped(rkyv.fixedBytes(64, 8), decodeJubJubAffineArchive, encodeJubJubAffineArchive),
  jubjubPointCodec,
);

/** An extended point, 160 archived bytes, kept as it is; hex of the point in JSON. */
export const extendedPoint: AbiType<ExtendedJubJub> = hexCodecType(
  rkyv.mapped(rkyv.fixedBytes(160, 8), decodeJubJubExtendedArchive, encodeJubJubExtendedArchive),
  {
    write: (w, point) => jubjubPointCodec.write(w, pointOfExtended(point)),
    read: (r) => extendJubJub(jubjubPointCodec.read(r)),
  },
);

const archivedAddress = rkyv.struct('StealthAddress', { R: extendedPoint.archive, notePk: extendedPoint.archive });

const addressCodec: Codec<ArchivedStealthAddress> = {
  write(w, { R, notePk }) {
    jubjubPointCodec.write(w, pointOfExtended(R));
    jubjubPointCodec.write(w, pointOfExtended(notePk));
  },
  read: (r) => ({ R: extendJubJub(jubjubPointCodec.read(r)), notePk: extendJubJub(jubjubPointCodec.read(r)) }),
};

/** 320 archived bytes; base58 of the 64 bytes in JSON. */
export const stealthAddress: AbiType<ArchivedStealthAddress> = base58Type(archivedAddress, addressCodec);

/** The point behind an extended form. @throws AbiError ABI_BAD_VALUE if its z is 0 */
export function pointOfExtended(extended: ExtendedJubJub): JubJubPoint {
  const point = affineOfExtended(extended);
  if (point === null) throw new AbiError('ABI_BAD_VALUE', { rule: 'z is not 0' });
  return point;
}

/** As a wallet or node uses it. @throws AbiError ABI_BAD_VALUE */
export function toStealthAddress({ R, notePk }: ArchivedStealthAddress): StealthAddress {
  return { R: pointOfExtended(R), notePk: pointOfExtended(notePk) };
}

/** As an archive holds it, with z = 1. */
export function fromStealthAddress({ R, notePk }: StealthAddress): ArchivedStealthAddress {
  return { R: extendJubJub(R), notePk: extendJubJub(notePk) };
}

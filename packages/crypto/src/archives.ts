import { type ArchiveType, mapped, words } from '@eventide/codec/rkyv';
import type { G1Point, G2Point } from './bls12-381/points.ts';
import {
  decodeG1Archive,
  decodeG2Archive,
  encodeG1Archive,
  encodeG2Archive,
  G1_ARCHIVE_SIZE,
  G2_ARCHIVE_SIZE,
} from './bls12-381/raw.ts';
import { type Fl, fl } from './fields/fl.ts';
import { type Fr, fr } from './fields/fr.ts';
import {
  decodeJubJubExtendedArchive,
  type ExtendedJubJub,
  encodeJubJubExtendedArchive,
  JUBJUB_EXTENDED_ARCHIVE_SIZE,
} from './jubjub/archive.ts';
import { decodeOpeningArchive, encodeOpeningArchive, OPENING_ARCHIVE_SIZE } from './merkle/archive.ts';
import type { MerkleOpening } from './merkle/opening.ts';

/** 32 bytes of Montgomery limbs; limbs that are not reduced are taken for their residue. Spec: 01 §3.1 */
export const frArchive: ArchiveType<Fr> = mapped(words(4), fr.fromMontgomery, fr.toMontgomery);

/** 32 bytes of Montgomery limbs; limbs that are not reduced are taken for their residue. Spec: 01 §3.1 */
export const flArchive: ArchiveType<Fl> = mapped(words(4), fl.fromMontgomery, fl.toMontgomery);

/** 160 bytes, not normalised and not checked: see `validAffineOfExtended`. Spec: 01 §4.4 */
export const jubjubArchive: ArchiveType<ExtendedJubJub> = mapped(
  words(JUBJUB_EXTENDED_ARCHIVE_SIZE / 8),
  decodeJubJubExtendedArchive,
  encodeJubJubExtendedArchive,
);

/** 104 bytes, not checked: see `isValidG1`. Spec: 01 §8.3 */
export const g1Archive: ArchiveType<G1Point> = mapped(words(G1_ARCHIVE_SIZE / 8), decodeG1Archive, encodeG1Archive);

/** 200 bytes, not checked: see `isValidG2`. Spec: 01 §8.3 */
export const g2Archive: ArchiveType<G2Point> = mapped(words(G2_ARCHIVE_SIZE / 8), decodeG2Archive, encodeG2Archive);

/** 2280 bytes: a path of the tree of notes. Spec: 01 §7.3 */
export const openingArchive: ArchiveType<MerkleOpening> = mapped(
  words(OPENING_ARCHIVE_SIZE / 8),
  decodeOpeningArchive,
  encodeOpeningArchive,
);

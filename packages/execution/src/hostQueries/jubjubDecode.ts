import { byteVec, encodeArchive, vec } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { JUBJUB_IDENTITY, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { decodeJubJubMany } from '@eventide/crypto/jubjub/encoding';
import { equalJubJub } from '@eventide/crypto/jubjub/point';
import { type HostQuery, readArgument } from './query.ts';

const argumentType = byteVec();
const resultType = vec(frArchive);
const POINT_SIZE = 32;
const MOST_POINTS = 64;

/** Coordinates of 1 to 64 encoded points, each in the subgroup and not the identity. Spec: 14 §5 */
export const jubjubDecode: HostQuery = {
  name: 'jubjub_decode',
  answer(argument) {
    const bytes = readArgument(argumentType, argument);
    const points = bytes === undefined ? undefined : readPoints(bytes);
    return encodeArchive(resultType, points?.flatMap(({ u, v }) => [u, v]) ?? []);
  },
};

function readPoints(bytes: Uint8Array): readonly JubJubPoint[] | undefined {
  const count = bytes.length / POINT_SIZE;
  if (!Number.isInteger(count) || count < 1 || count > MOST_POINTS) return undefined;
  const points: JubJubPoint[] = [];
  for (const point of decodeJubJubMany(bytes)) {
    if (point === null || equalJubJub(point, JUBJUB_IDENTITY)) return undefined;
    points.push(point);
  }
  return points;
}

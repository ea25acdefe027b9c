import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { blake2s256 } from './digest.ts';
import { distance, findNonce, hasProofOfWork, idAtDistance, peerId } from './peerId.ts';

type Peer = {
  ip: string;
  port: number;
  id: string;
  nonce20: string;
  nonce8: string;
  distance_from_first: number | null;
  pow_hash: string;
};
const { peers, get_at_distance_from_first } = loadVectors<{
  peers: Peer[];
  get_at_distance_from_first: { distance: number; key: string }[];
}>('kadcast/peer-ids');
const first = fromHex(peers[0]!.id);

describe('07 §2 peer identity', () => {
  test.each(peers)('$ip $port', ({ ip, port, id, nonce8, nonce20, pow_hash, distance_from_first }) => {
    expect(toHex(peerId({ host: ip, port }))).toBe(id);
    expect(toHex(findNonce(fromHex(id), 8))).toBe(nonce8);
    expect(hasProofOfWork(fromHex(id + nonce20), 20)).toBe(true);
    expect(toHex(blake2s256(fromHex(id + nonce20)))).toBe(pow_hash);
    expect(distance(first, fromHex(id))).toBe(distance_from_first ?? -1);
  });

  test('the smallest nonce of 20 bits is found', () => {
    const { id, nonce20 } = peers[4] as Peer;
    expect(toHex(findNonce(fromHex(id)))).toBe(nonce20);
  });

  test('a nonce before the smallest fails', () => {
    const { id, nonce8 } = peers[0] as Peer;
    const nonce = fromHex(nonce8);
    expect(hasProofOfWork(fromHex(id + nonce8))).toBe(true);
    for (let n = 0; n < (nonce[0] as number); n++) {
      expect(hasProofOfWork(Uint8Array.of(...fromHex(id), n, 0, 0, 0))).toBe(false);
    }
  });

  test.each(get_at_distance_from_first)('key at distance $distance', ({ distance: height, key }) => {
    expect(toHex(idAtDistance(first, height))).toBe(key);
    expect(distance(first, fromHex(key))).toBe(height);
  });
});

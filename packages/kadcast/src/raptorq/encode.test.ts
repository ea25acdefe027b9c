import { toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { vectorStream } from '../vectorStream.ts';
import { encodePackets, encodingPlan, type Packets } from './encode.ts';
import { deriveOti } from './params.ts';

type Encoding = {
  len: number;
  mtu: number;
  repair: number;
  packets: number;
  fnv1a64_all: string;
  first_packet: string;
  last_packet_fnv: string;
  all?: string[];
};
const { encodings } = loadVectors<{ encodings: Encoding[] }>('kadcast/raptorq');

/** FNV-1a, 64 bits, in two halves. */
function fnv(bytes: Uint8Array): string {
  let [low, high] = [0x84222325, 0xcbf29ce4];
  for (const byte of bytes) {
    const x = (low ^ byte) >>> 0;
    const carry = Math.floor((x * 0x1b3) / 2 ** 32);
    high = (Math.imul(high, 0x1b3) + carry + ((x << 8) >>> 0)) >>> 0;
    low = Math.imul(x, 0x1b3) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function packet({ bytes, stride }: Packets, index: number): Uint8Array {
  return bytes.subarray(index * stride, (index + 1) * stride);
}

describe('07 §8 packets equal those of the native library', () => {
  test.each(encodings)('$len bytes, mtu $mtu, $repair repair', (expected) => {
    const { len, mtu, repair } = expected;
    const packets = encodePackets(vectorStream(len), deriveOti(len, mtu), repair);
    expect(packets.count).toBe(expected.packets);
    expect(toHex(packet(packets, 0)).slice(0, expected.first_packet.length)).toBe(expected.first_packet);
    expect(fnv(packet(packets, packets.count - 1))).toBe(expected.last_packet_fnv);
    expect(fnv(packets.bytes)).toBe(expected.fnv1a64_all);
    expected.all?.forEach((hex, i) => {
      expect(toHex(packet(packets, i))).toBe(hex);
    });
  });
});

type Blocks = { len: number; T: number; Z: number; N: number; Al: number; repair: number } & Pick<
  Encoding,
  'packets' | 'fnv1a64_all' | 'last_packet_fnv'
> & { second_packet_prefix: string };
const blocks = loadVectors<{ encodings: Blocks[] }>('kadcast/raptorq-blocks').encodings;

describe('07 §8.1 several blocks and sub-blocks equal the native library', () => {
  test.each(blocks)('$len bytes, T $T, Z $Z, N $N', (expected) => {
    const { len, T, Z, N, Al, repair } = expected;
    const oti = { transferLength: len, symbolSize: T, sourceBlocks: Z, subBlocks: N, alignment: Al };
    const packets = encodePackets(vectorStream(len), oti, repair);
    expect(packets.count).toBe(expected.packets);
    expect(toHex(packet(packets, 1).subarray(0, 20))).toBe(expected.second_packet_prefix);
    expect(fnv(packet(packets, packets.count - 1))).toBe(expected.last_packet_fnv);
    expect(fnv(packets.bytes)).toBe(expected.fnv1a64_all);
  });
});

describe('07 §6.1 encoder', () => {
  test('leaves the head room free and the payload alone', () => {
    const payload = vectorStream(3000);
    const copy = payload.slice();
    const packets = encodePackets(payload, deriveOti(3000, 1300), 2, 10);
    expect(packets.stride).toBe(10 + 4 + 1296);
    expect(packet(packets, 3).subarray(0, 14)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3));
    expect(payload).toEqual(copy);
  });

  test('no repair symbols, no solving', () => {
    const packets = encodePackets(vectorStream(2592), deriveOti(2592, 1300), 0);
    expect(packets.count).toBe(2);
  });

  test('the plan of a size is made once', () => {
    expect(encodingPlan(99)).toBe(encodingPlan(99));
  });

  test('refuses an empty payload, another length and too many symbols', () => {
    const oti = deriveOti(100, 1300);
    expect(() => encodePackets(new Uint8Array(0), oti, 5)).toThrowCode('KADCAST_OTI');
    expect(() => encodePackets(new Uint8Array(101), oti, 5)).toThrowCode('KADCAST_OTI');
  });
});

import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { vectorStream } from '../vectorStream.ts';
import { ObjectDecoder } from './decode.ts';
import { encodePackets } from './encode.ts';
import { deriveOti, type Oti, sourceBlock } from './params.ts';

type Received = { block: number; id: number; symbol: Uint8Array };

function packetsOf(payload: Uint8Array, oti: Oti, repair: number): Received[] {
  const { bytes, count, stride } = encodePackets(payload, oti, repair);
  return Array.from({ length: count }, (_, i) => {
    const packet = bytes.subarray(i * stride, (i + 1) * stride);
    const id = ((packet[1] as number) << 16) | ((packet[2] as number) << 8) | (packet[3] as number);
    return { block: packet[0] as number, id, symbol: packet.subarray(4) };
  });
}

function shuffle<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}

/** Feeds in order until decoded; the payload and how many packets it took. */
function decode(oti: Oti, packets: readonly Received[]): { payload: Uint8Array | undefined; used: number } {
  const decoder = new ObjectDecoder(oti);
  for (const [i, { block, id, symbol }] of packets.entries()) {
    const payload = decoder.push(block, id, symbol);
    if (payload !== undefined) return { payload, used: i + 1 };
  }
  return { payload: undefined, used: packets.length };
}

const shapes: [string, Oti][] = [
  ...[1, 5, 1296, 1297, 20_000, 100_000, 400_000].map((n): [string, Oti] => [`${n} bytes`, deriveOti(n, 1300)]),
  ['3 blocks', { transferLength: 60_001, symbolSize: 640, sourceBlocks: 3, subBlocks: 1, alignment: 8 }],
  ['2 blocks of 5 sub-blocks', { transferLength: 30_000, symbolSize: 88, sourceBlocks: 2, subBlocks: 5, alignment: 8 }],
  ['sub-blocks of 8 bytes', { transferLength: 9_999, symbolSize: 64, sourceBlocks: 1, subBlocks: 8, alignment: 8 }],
];

describe('07 §6.3 decoder', () => {
  test.each(shapes)('%s: any loss, any order', (_, oti) => {
    const payload = vectorStream(oti.transferLength);
    for (const loss of [0, 10, 30, 60]) {
      const random = seededRandom(loss + 1);
      const repair = Math.ceil((sourceBlock(oti, 0).symbols * loss) / (100 - loss)) * 2 + 12;
      const kept = shuffle(packetsOf(payload, oti, repair), random).filter(() => random() % 100 >= loss);
      expect(decode(oti, kept).payload).toEqual(payload);
    }
  });

  test('K source packets suffice exactly, K + 2 of any kind nearly always', () => {
    const oti = deriveOti(60_000, 1300);
    const payload = vectorStream(60_000);
    const packets = packetsOf(payload, oti, 200);
    const K = sourceBlock(oti, 0).symbols;
    expect(decode(oti, packets).used).toBe(K);
    let extra = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { payload: found, used } = decode(oti, shuffle(packets.slice(), seededRandom(seed)));
      expect(found).toEqual(payload);
      extra += used - K;
    }
    expect(extra).toBeLessThanOrEqual(6);
  });

  test('repeated symbols, unknown blocks and ids of a solved block count nothing', () => {
    const oti = deriveOti(5000, 1300);
    const payload = vectorStream(5000);
    const packets = packetsOf(payload, oti, 5);
    const decoder = new ObjectDecoder(oti);
    const first = packets[0] as Received;
    for (let i = 0; i < 10; i++) expect(decoder.push(0, 0, first.symbol)).toBeUndefined();
    for (let block = 1; block < 256; block++) expect(decoder.push(block, 1, first.symbol)).toBeUndefined();
    expect(decoder.storedBytes).toBe(4 * 1296);
    expect(packets.slice(1, 4).map(({ id, symbol }) => decoder.push(0, id, symbol))).toEqual([
      undefined,
      undefined,
      payload,
    ]);
    expect(decoder.push(0, 9, first.symbol)).toBeUndefined();
  });

  test('07 §6.3 a claim reserves nothing; the payload counts once a sixteenth of it came', () => {
    const oti = deriveOti(32 * 1296, 1300);
    const packets = packetsOf(vectorStream(32 * 1296), oti, 3);
    const decoder = new ObjectDecoder(oti);
    const bytesAfter = [32, 0, 33, 1, 2, 1].map((i) => {
      const { block, id, symbol } = packets[i] as Received;
      decoder.push(block, id, symbol);
      return decoder.storedBytes / 1296;
    });
    expect(bytesAfter).toEqual([1, 33, 34, 34, 34, 34]);
  });

  test.each([0, 1, 1295, 1297])('refuses a symbol of %d bytes', (bytes) => {
    const decoder = new ObjectDecoder(deriveOti(5000, 1300));
    expect(() => decoder.push(0, 0, new Uint8Array(bytes))).toThrowCode('KADCAST_SYMBOL');
  });

  test('a symbol is copied: the caller may use its buffer again', () => {
    const oti = deriveOti(2000, 1300);
    const payload = vectorStream(2000);
    const [first, second] = packetsOf(payload, oti, 0) as [Received, Received];
    const decoder = new ObjectDecoder(oti);
    const buffer = first.symbol.slice();
    decoder.push(0, 0, buffer);
    buffer.fill(0);
    expect(decoder.push(0, 1, second.symbol)).toEqual(payload);
  });
});

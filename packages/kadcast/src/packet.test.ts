import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { datagramAt, decodeChunk, defaultEncoderOptions, encodeDatagrams, rayId, repairCount } from './chunk.ts';
import { blake2s256 } from './digest.ts';
import { decodePacket, encodePacket, type Header, type Packet } from './packet.ts';
import { vectorStream } from './vectorStream.ts';

type Message = { name: string; hex?: string; len?: number; prefix_hex?: string; blake2s?: string };
const { messages } = loadVectors<{ messages: Message[] }>('kadcast/messages');
const { peers } = loadVectors<{ peers: { ip: string; port: number; id: string; nonce20: string }[] }>(
  'kadcast/peer-ids',
);
const [sender, second, , , , sixth] = peers as [(typeof peers)[0], (typeof peers)[0], 0, 0, 0, (typeof peers)[0]];

const header: Header = { id: fromHex(sender.id), nonce: fromHex(sender.nonce20), port: sender.port, networkId: 1 };
const version = { major: 1, minor: 0, patch: 0 };
const record = (peer: typeof sender) => ({ id: fromHex(peer.id), address: { host: peer.ip, port: peer.port } });
const hexOf = (name: string): string => messages.find((message) => message.name.startsWith(name))!.hex as string;

const cases: [string, Packet][] = [
  ['ping 1.0.0', { type: 'ping', header, version }],
  ['pong 2.513.65535', { type: 'pong', header, version: { major: 2, minor: 513, patch: 65535 } }],
  ['find_nodes', { type: 'findNodes', header, version, target: fromHex(second.id) }],
  ['nodes [peer1', { type: 'nodes', header, version, peers: [record(second), record(sixth)] }],
  ['nodes []', { type: 'nodes', header, version, peers: [] }],
  ['broadcast height=10', { type: 'broadcast', header, height: 10, frame: Uint8Array.of(3, 5, 6, 7) }],
];

describe('07 §3 packets', () => {
  test.each(cases)('%s', (name, packet) => {
    expect(toHex(encodePacket(packet))).toBe(hexOf(name));
    expect(decodePacket(fromHex(hexOf(name)))).toEqual(packet);
  });

  test('bytes behind the last field and the reserved ones mean nothing', () => {
    const bytes = fromHex(`${hexOf('ping')}ffff`);
    bytes.fill(0xff, 24, 26);
    expect(decodePacket(bytes)).toEqual(cases[0]?.[1]);
  });

  test.each(cases)('%s: refuses every cut', (name) => {
    const bytes = fromHex(hexOf(name));
    for (let length = 0; length < bytes.length; length++) {
      const code = length < 26 ? 'KADCAST_HEADER' : 'CODEC_TOO_SHORT';
      expect(() => decodePacket(bytes.subarray(0, length))).toThrowCode(code);
    }
  });

  test.each([4, 5, 9, 11, 255])('refuses type %d', (type) => {
    const bytes = fromHex(hexOf('ping'));
    bytes[0] = type;
    expect(() => decodePacket(bytes)).toThrowCode('KADCAST_TYPE');
  });

  test('refuses a nonce without proof of work', () => {
    const bytes = fromHex(hexOf('ping'));
    bytes[17] = (bytes[17] as number) ^ 1;
    expect(() => decodePacket(bytes)).toThrowCode('KADCAST_HEADER');
  });

  test.each([5, 0xffff, 0xffff_ffff])('refuses a frame that claims %d bytes', (length) => {
    const bytes = fromHex(hexOf('broadcast height=10'));
    new DataView(bytes.buffer).setUint32(27, length, true);
    expect(() => decodePacket(bytes)).toThrowCode(length > 65_507 ? 'CODEC_TOO_LONG' : 'CODEC_TOO_SHORT');
  });

  test('refuses more peers than there are', () => {
    const bytes = fromHex(hexOf('nodes [peer1'));
    bytes[31] = 0xff;
    bytes[32] = 0xff;
    expect(() => decodePacket(bytes)).toThrowCode('CODEC_TOO_SHORT');
  });

  test('does not write an address that would read as IPv6', () => {
    const peer = { id: fromHex(second.id), address: { host: '0.1.2.3', port: 1 } };
    expect(() => encodePacket({ type: 'nodes', header, version, peers: [peer] })).toThrowCode('KADCAST_TEXT');
  });
});

describe('07 §6.1 chunks', () => {
  const small = fromHex('03050607');
  const large = vectorStream(3000);

  test('ray id', () => expect(toHex(rayId(small))).toBe(hexOf('ray_id')));

  test.each([
    ['broadcast chunk', small, 10],
    ['3000-byte broadcast', large, 127],
  ])('%s: datagrams equal the vectors', (name, payload, height) => {
    const expected = messages.filter((message) => message.name.startsWith(name));
    const datagrams = encodeDatagrams(payload, header, defaultEncoderOptions);
    expect(datagrams.packets.count).toBe(expected.length);
    expected.forEach(({ len, prefix_hex, blake2s }, i) => {
      const datagram = datagramAt(datagrams, i, height);
      expect(datagram.length).toBe(len);
      expect(toHex(datagram.subarray(0, (prefix_hex as string).length / 2))).toBe(prefix_hex);
      expect(toHex(blake2s256(datagram))).toBe(blake2s);
    });
  });

  test('a chunk reads back', () => {
    const packet = decodePacket(datagramAt(encodeDatagrams(large, header, defaultEncoderOptions), 4, 3));
    const chunk = decodeChunk(packet.type === 'broadcast' ? packet.frame : new Uint8Array(0));
    expect(chunk).toMatchObject({ rayId: rayId(large), block: 0, symbolId: 4 });
    expect(chunk.symbol.length).toBe(1296);
  });

  test('refuses 48 bytes and an empty payload', () => {
    expect(() => decodeChunk(new Uint8Array(48))).toThrowCode('KADCAST_SHORT');
    expect(() => encodeDatagrams(new Uint8Array(0), header, defaultEncoderOptions)).toThrowCode('KADCAST_PAYLOAD');
  });

  test.each([
    [4, 5],
    [20_000, 5],
    [100_000, 11],
    [1_000_000, 115],
    [2_097_151, 241],
  ])('%d bytes get %d repair packets', (bytes, repair) => {
    expect(repairCount(bytes, 1300, defaultEncoderOptions)).toBe(repair);
  });

  test.each([1295, 8193, 0, -1])('mtu %d counts as 1300', (mtu) => {
    const datagrams = encodeDatagrams(small, header, { ...defaultEncoderOptions, mtu });
    expect(datagrams.packets.stride).toBe(1375);
  });
});

import { archive as encodeValue, eventToJson, fromStealthAddress, transferAbi } from '@eventide/abi';
import { fromBase58, fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { phoenixPublicKey, stealthAddress, stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import type { ArchivedEvent } from './archiveReader.ts';
import { recordedEvents } from './phoenixEvents.fixture.ts';
import { phoenixMarks } from './phoenixMarks.ts';

const transfer = toHex(TRANSFER_CONTRACT);
const event = (topic: string, data: Uint8Array, source = transfer): ArchivedEvent => ({
  origin: '00',
  topic,
  source,
  data,
});
type Shown = { readonly stealth_address: string; readonly pos: string };

describe('13 §6 marks of shielded transactions', () => {
  test('nullifiers and note keys of recorded payments, as their JSON shows them', () => {
    const recorded = recordedEvents('phoenix');
    expect(recorded.length).toBeGreaterThanOrEqual(2);
    for (const data of recorded) {
      const json = eventToJson(transferAbi, 'phoenix', fromHex(data)) as {
        readonly nullifiers: readonly string[];
        readonly notes: readonly Shown[];
        readonly refund_note: Shown | null;
      };
      const notes = [...json.notes, ...(json.refund_note === null ? [] : [json.refund_note])];
      expect(phoenixMarks(event('phoenix', fromHex(data)))).toEqual([
        ...json.nullifiers.map((mark) => ({ mark, kind: 'nullifier', position: null })),
        ...notes.map(({ stealth_address, pos }) => ({
          mark: toHex(fromBase58(stealth_address).subarray(32)),
          kind: 'note',
          position: BigInt(pos),
        })),
      ]);
      expect(phoenixMarks(event('phoenix', fromHex(data), '03'.repeat(32)))).toEqual([]);
    }
  });

  test.each(['withdraw', 'mint', 'convert'] as const)('the receiver of %s, if it is shielded', (topic) => {
    const address = stealthAddress(phoenixPublicKey({ a: 3n, b: 5n }), 7n);
    const contract = new Uint8Array(32).fill(3);
    const sender = topic === 'convert' ? null : contract;
    const receiver = { kind: 'Phoenix', value: fromStealthAddress(address) };
    const data = encodeValue(transferAbi.events[topic] as never, { sender, receiver, value: 1n } as never);
    expect(phoenixMarks(event(topic, data))).toEqual([
      { mark: toHex(encode(stealthAddressCodec, address).subarray(32)), kind: 'note', position: null },
    ]);
  });

  test('public money and bytes that are no event leave none', () => {
    for (const data of recordedEvents('moonlight')) expect(phoenixMarks(event('moonlight', fromHex(data)))).toEqual([]);
    for (const topic of ['phoenix', 'withdraw', 'mint', 'convert'])
      expect(phoenixMarks(event(topic, Uint8Array.of(1)))).toEqual([]);
  });
});

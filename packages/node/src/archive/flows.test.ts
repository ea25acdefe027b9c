import { archive as encodeValue, transferAbi } from '@eventide/abi';
import { toHex, utf8 } from '@eventide/base';
import { blsPublicKey, formatAccount } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import type { ArchivedEvent } from './archiveReader.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { groupToJson } from './eventJson.ts';
import { moonlightFlows } from './moonlightFlows.ts';

const transfer = toHex(TRANSFER_CONTRACT);
const [a, b, c] = [5n, 7n, 9n].map(blsPublicKey) as [Key, Key, Key];
type Key = ReturnType<typeof blsPublicKey>;
type Events = typeof transferAbi.events;
const [textA, textB, textC] = [a, b, c].map(formatAccount) as [string, string, string];
const contract = new Uint8Array(32).fill(3);
const none = new Uint8Array();

function event<T extends keyof Events>(topic: T, value: unknown, source = transfer): ArchivedEvent {
  return { origin: '00', topic, source, data: encodeValue(transferAbi.events[topic] as never, value as never) };
}

const paid = (fields: object) =>
  event('moonlight', { sender: a, receiver: b, value: 1n, memo: none, gasSpent: 1n, refundInfo: null, ...fields });
const flows = (...events: ArchivedEvent[]) => {
  const { outflows, inflows } = moonlightFlows(events);
  return { out: [...outflows], in: [...inflows] };
};
const deposit = event('deposit', { sender: a, receiver: contract, value: 1n });
const toAccount = { kind: 'Moonlight', value: c };

describe('08 §6 Moonlight index', () => {
  test.each<[string, ArchivedEvent[], string[], string[]]>([
    ['a payment', [paid({})], [textA], [textB]],
    ['to oneself: out and in', [paid({ receiver: null })], [textA], [textA]],
    ['a deposit: out only', [deposit, paid({ receiver: null })], [textA], []],
    ['a refund to somebody else', [paid({ refundInfo: [c, 1n] })], [textA], [textB, textC]],
    ['a refund of nothing', [paid({ refundInfo: [c, 0n] })], [textA], [textB]],
    ['a refund to the receiver', [paid({ refundInfo: [b, 1n] })], [textA], [textB]],
    ['a deposit with a refund elsewhere', [deposit, paid({ receiver: null, refundInfo: [c, 1n] })], [textA], [textC]],
    ['withdrawn to an account', [event('withdraw', { sender: contract, receiver: toAccount, value: 1n })], [], [textC]],
    ['minted to an account', [event('mint', { sender: contract, receiver: toAccount, value: 1n })], [], [textC]],
    ['converted to an account', [event('convert', { sender: null, receiver: toAccount, value: 1n })], [], [textC]],
    ['from a contract', [event('contract_to_account', { sender: contract, receiver: b, value: 1n })], [], [textB]],
    ['between contracts', [event('contract_to_contract', { sender: contract, receiver: contract, value: 1n })], [], []],
    [
      'somebody else’s event of that name',
      [
        event(
          'moonlight',
          { sender: a, receiver: b, value: 1n, memo: none, gasSpent: 1n, refundInfo: null },
          '03'.repeat(32),
        ),
      ],
      [],
      [],
    ],
    [
      'bytes that are no event',
      [{ origin: '00', topic: 'moonlight', source: transfer, data: Uint8Array.of(1) }],
      [],
      [],
    ],
  ])('%s', (_, events, out, into) => {
    expect(flows(...events)).toEqual({ out, in: into });
  });

  test('memos, unless empty', () => {
    expect(moonlightFlows([paid({ memo: utf8('rent') }), paid({})]).memos).toEqual([utf8('rent')]);
  });

  test('what cannot be read is shown as hex', () => {
    const unreadable = { origin: '00', topic: 'moonlight', source: transfer, data: Uint8Array.of(1) };
    const foreign = { origin: '00', topic: 'x', source: '03'.repeat(32), data: Uint8Array.of(2) };
    expect(groupToJson({ origin: '00', blockHeight: 1n, events: [unreadable, foreign] })).toEqual({
      events: [
        { target: transfer, topic: 'moonlight', data: '01' },
        { target: '03'.repeat(32), topic: 'x', data: '02' },
      ],
      origin: '00',
      block_height: 1n,
    });
  });
});

const { cursor } = loadVectors<{ cursor: readonly { readonly id: number; readonly cursor: string }[] }>(
  'api/rues-frames',
);

describe('08 §5.1 cursors', () => {
  test.each(cursor)('$id', ({ id, cursor: text }) => {
    expect(encodeCursor(BigInt(id))).toBe(text);
    expect(decodeCursor(text)).toBe(BigInt(id));
  });

  test.each(['', 'x', 'djI6Nw==', 'djE6', 'djE6Nw', 'djE6MTIzNDU2Nzg5MDEyMzQ1Njc4OTA='])('refuses %j', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});

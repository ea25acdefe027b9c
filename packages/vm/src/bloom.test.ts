import { concatBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { bloomBits, eventBloom } from './bloom.ts';

type Case = {
  readonly events: { source: string; topic: string; data: string }[];
  readonly members: { bits: number[] }[];
  readonly bloom: string;
};
const { cases } = loadVectors<{ cases: Case[] }>('vm/event-bloom');

describe('04 §7.7 event bloom', () => {
  test.each(cases)('members and filter', ({ events, members, bloom }) => {
    const decoded = events.map(({ source, topic, data }) => ({ source: fromHex(source), topic, data: fromHex(data) }));
    const found = decoded.flatMap(({ source, topic, data }) => {
      const name = concatBytes(source, utf8(topic));
      return [bloomBits(name), bloomBits(concatBytes(name, data))];
    });
    expect(found).toEqual(members.map(({ bits }) => bits));
    expect(toHex(eventBloom(decoded))).toBe(bloom);
  });

  test('no events, no bits', () => {
    expect(eventBloom([])).toEqual(new Uint8Array(256));
  });
});

import { toHex } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { createNonces } from './nonces.ts';

describe('06 §6.1 nonces of requests', () => {
  const first = (ip: readonly number[], port: number): string =>
    toHex(createNonces({ ip: Uint8Array.from(ip), port })());

  test('count up from the own address', () => {
    const next = createNonces({ ip: Uint8Array.of(127, 0, 0, 1), port: 9000 });
    expect([toHex(next()), toHex(next())]).toEqual(['7f00000100002823', '8000000100002823']);
  });

  test('differ between nodes of one machine, and of one network', () => {
    const v6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
    expect(new Set([first([127, 0, 0, 1], 9000), first([127, 0, 0, 1], 9001), first([10, 0, 0, 1], 9000)]).size).toBe(
      3,
    );
    expect(first(v6, 9000)).not.toBe(first([...v6.slice(0, 15), 8], 9000));
  });
});

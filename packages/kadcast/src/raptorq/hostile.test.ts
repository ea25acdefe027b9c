import { expect, test, vi } from 'vitest';
import { vectorStream } from '../vectorStream.ts';
import { ObjectDecoder } from './decode.ts';
import { encodePackets } from './encode.ts';
import type { Oti } from './params.ts';
import { repairFew } from './repairFew.ts';

// The real one, counted.
vi.mock(import('./repairFew.ts'), async (original) => {
  const real = await original();
  return { ...real, repairFew: vi.fn(real.repairFew) };
});

const K = 10;
const T = 8;
const REPAIR = 30_000;
const oti: Oti = { transferLength: K * T, symbolSize: T, sourceBlocks: 1, subBlocks: 1, alignment: 8 };

function symbolsOf(payload: Uint8Array): Uint8Array[] {
  const { bytes, count, stride } = encodePackets(payload, oti, REPAIR);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * stride + 4, (i + 1) * stride));
}

/** Repair symbols the last source symbol does not enter: those that are zero where only it is not. */
function silentAboutLast(): number[] {
  const unit = new Uint8Array(K * T).fill(1, (K - 1) * T);
  return symbolsOf(unit).flatMap((symbol, id) => (id >= K && symbol.every((byte) => byte === 0) ? [id] : []));
}

test('07 §8.5 symbols chosen never to suffice: attempts grow with the logarithm of what is sent', () => {
  const hostile = silentAboutLast();
  expect(hostile.length).toBeGreaterThan(63);
  const payload = vectorStream(K * T);
  const symbols = symbolsOf(payload);
  const decoder = new ObjectDecoder(oti);
  for (const id of [0, 1, 2, 3, 4, 5, 6, 7, 8, ...hostile.slice(0, 63)]) {
    expect(decoder.push(0, id, symbols[id] as Uint8Array)).toBeUndefined();
  }
  // With 1, 2, 4, 8, 16 and 32 of them: after each failure twice as many more are awaited.
  expect(vi.mocked(repairFew).mock.results.map(({ value }) => value)).toEqual(new Array(6).fill(undefined));
  // The missing one is known at once, without an attempt.
  expect(decoder.push(0, K - 1, symbols[K - 1] as Uint8Array)).toEqual(payload);
  expect(repairFew).toHaveBeenCalledTimes(6);
});

import { encode } from '@eventide/codec';
import { expect, test } from 'vitest';
import { blsPublicKey, blsPublicKeyCodec } from './keys.ts';
import { knownBlsPublicKey } from './knownKeys.ts';

test('a key is the same the second time, whatever became of the bytes it came from', () => {
  const key = blsPublicKey(7n);
  const bytes = encode(blsPublicKeyCodec, key);
  expect(knownBlsPublicKey(bytes)).toEqual(key);
  const copy = bytes.slice();
  bytes.fill(0);
  expect(encode(blsPublicKeyCodec, knownBlsPublicKey(copy))).toEqual(copy);
});

test('what is no key stays none', () => {
  const bytes = encode(blsPublicKeyCodec, blsPublicKey(7n));
  for (let i = 0; i < 2; i++) {
    expect(() => knownBlsPublicKey(new Uint8Array(96))).toThrowCode('CODEC_BAD_TAG');
    expect(() => knownBlsPublicKey(bytes.with(50, (bytes[50] as number) ^ 1))).toThrowCode('CODEC_BAD_POINT');
    expect(() => knownBlsPublicKey(bytes.subarray(1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => knownBlsPublicKey(new Uint8Array([...bytes, 0]))).toThrowCode('CODEC_TRAILING');
  }
});

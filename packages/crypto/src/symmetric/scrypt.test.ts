import { fromHex, toHex, utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { scryptKey } from './kdf.ts';

/** RFC 7914 §12; the first 32 of 64 bytes, which are the same. */
const answers = [
  ['', '', 16, 1, 1, '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442'],
  ['password', 'NaCl', 1024, 8, 16, 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162'],
] as const;

describe('13 §5.5 scrypt', () => {
  test.each(answers)('%s %s %i %i %i', async (password, salt, n, r, p, key) => {
    expect(await scryptKey(password, utf8(salt), { n, r, p })).toEqual(fromHex(key));
  });

  test('takes letters however they are composed', async () => {
    const cost = { n: 2, r: 1, p: 1 };
    const salt = new Uint8Array(32);
    expect(toHex(await scryptKey('\u00e9', salt, cost))).toBe(toHex(await scryptKey('e\u0301', salt, cost)));
  });

  test('refuses costs that are none, or take the memory of the machine', async () => {
    const costs = [
      { n: 3, r: 8, p: 1 },
      { n: 1, r: 8, p: 1 },
      { n: 16, r: 0, p: 1 },
      { n: 16, r: 8, p: 17 },
      { n: 2 ** 30, r: 8, p: 1 },
    ];
    for (const cost of costs)
      await expect(scryptKey('a', new Uint8Array(32), cost)).rejects.toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});

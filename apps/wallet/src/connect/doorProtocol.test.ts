import { describe, expect, test } from 'vitest';
import { readSiteMessage } from './doorProtocol.ts';

const good = { eventide: 'request', nonce: 'abcdefgh12345678', method: 'dusk_chainId' };

describe('13 §5.5 what passes the door', () => {
  test('a request, with plain parameters or none', () => {
    expect(readSiteMessage(good)).toEqual(good);
    expect(readSiteMessage({ ...good, params: { a: [1, 'x'] } })).toEqual({ ...good, params: { a: [1, 'x'] } });
  });

  test.each([
    ['null', null],
    ['text', 'request'],
    ['another kind', { ...good, eventide: 'answer' }],
    ['a short nonce', { ...good, nonce: 'abc' }],
    ['a nonce with spaces', { ...good, nonce: 'abc defghijk' }],
    ['a foreign method', { ...good, method: 'eth_sign' }],
    ['a method with a path', { ...good, method: 'dusk_../x' }],
    ['64 KiB and one', { ...good, params: 'x'.repeat(65_536) }],
    ['a bigint', { ...good, params: 1n }],
    ['a function alone', { ...good, params: () => 1 }],
  ])('not %s', (_, data) => {
    expect(readSiteMessage(data)).toBeNull();
  });

  test('behaviour does not pass: functions and getters become data', () => {
    const params = {
      get amount() {
        return 5;
      },
      run: () => 1,
    };
    expect(readSiteMessage({ ...good, params })).toEqual({ ...good, params: { amount: 5 } });
  });
});

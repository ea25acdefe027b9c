import { describe, expect, test } from 'vitest';
import { formatAddress, formatHost, isIpAddress, parseAddress, parseHost } from './address.ts';
import { parseRequirement, parseVersion } from './version.ts';

describe('07 §12 addresses', () => {
  test.each([
    ['127.0.0.1:9000', '127.0.0.1', 9000],
    ['[::1]:1', '::1', 1],
    ['[2001:0DB8:85a3::8a2e:370:7334]:666', '2001:db8:85a3::8a2e:370:7334', 666],
    ['[::ffff:10.0.0.1]:80', '10.0.0.1', 80],
    ['[fe80::1%eth0]:80', 'fe80::1', 80],
    ['[1:0:0:2:0:0:0:3]:9', '1:0:0:2::3', 9],
  ])('%s', (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
    expect(parseAddress(formatAddress(parseAddress(text)))).toEqual({ host, port });
  });

  test.each([
    '',
    '1.2.3:4',
    '1.2.3.4',
    '1.2.3.256:1',
    '01.2.3.4:1',
    '1.2.3.4:65536',
    '::1:9000x',
    '[1::2::3]:1',
    '[1:2:3:4:5:6:7]:1',
    '[12345::]:1',
    '[::1.2.3.4.5]:1',
    'host:1',
  ])('refuses %j', (text) => expect(() => parseAddress(text)).toThrowCode('KADCAST_TEXT'));

  test('octets and back', () => {
    expect(formatHost(new Uint8Array(16))).toBe('::');
    expect(parseHost('1::')).toEqual(Uint8Array.of(0, 1, ...new Array(14).fill(0)));
    expect([isIpAddress('::1'), isIpAddress('1.2.3.4'), isIpAddress('node.example')]).toEqual([true, true, false]);
  });
});

describe('07 §4 version requirements', () => {
  test.each([
    ['1.0.0', ['1.0.0', '1.9.7'], ['0.9.9', '2.0.0']],
    ['*', ['0.0.0', '255.1.1'], []],
    ['^0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0', '1.0.0']],
    ['0.0.3', ['0.0.3'], ['0.0.4', '0.0.2']],
    ['~1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
    ['1.*', ['1.0.0', '1.7.0'], ['2.0.0']],
    ['=1.2.3', ['1.2.3'], ['1.2.4']],
    ['>=1.0.0, <1.5', ['1.0.0', '1.4.65535'], ['1.5.0', '0.9.0']],
    ['>1', ['2.0.0'], ['1.9.0']],
    ['<=1.2', ['1.2.99'], ['1.3.0']],
  ])('%s', (requirement, accepted, refused) => {
    const accepts = parseRequirement(requirement);
    for (const text of accepted) expect(accepts(parseVersion(text)), text).toBe(true);
    for (const text of refused) expect(accepts(parseVersion(text)), text).toBe(false);
  });

  test.each(['', 'x', '1.0.0.0', '1..2', '^', '1.0.0-rc1'])('refuses %j', (text) => {
    expect(() => parseRequirement(text)).toThrowCode('KADCAST_TEXT');
  });

  test.each(['1.0', '256.0.0', '1.65536.0', '1.0.0-a'])('version %j is refused', (text) => {
    expect(() => parseVersion(text)).toThrowCode('KADCAST_TEXT');
  });
});

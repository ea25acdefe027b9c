import { loadVectors } from '@eventide/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureStatus, failureText } from '../status.ts';
import { checkVersion } from './checkVersion.ts';
import { formatRequirement, parseRequirement, satisfies } from './requirement.ts';
import { formatVersion, parseVersion } from './version.ts';

const anyText = fc.array(fc.nat({ max: 0x2ff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));

type Case = {
  readonly header: string;
  readonly strict: boolean;
  readonly server: string;
  readonly ok: boolean;
  readonly status?: number;
  readonly body?: string;
};

const { version_check: recorded } = loadVectors<{ version_check: readonly Case[] }>('api/rues-frames');

describe('08 §2.4 version headers', () => {
  test.each(recorded)('$header against $server', ({ header, strict, server, ok, status, body }) => {
    const check = checkVersion({ requirement: header, strict }, server);
    expect(check.ok).toBe(ok);
    if (check.ok) return;
    expect(failureStatus('versionMismatch')).toBe(status);
    expect(failureText('versionMismatch', check.message)).toBe(body);
  });

  test('strict needs a version', () => {
    expect(checkVersion({ strict: false }, '1.6.0').ok).toBe(true);
    const check = checkVersion({ strict: true }, '1.6.0');
    expect(check).toEqual({ ok: false, message: 'Missing Rusk-Version header while Rusk-Version-Strict is set' });
  });

  test('the pre-release part of the server counts only if strict', () => {
    expect(checkVersion({ requirement: '1.6.1', strict: false }, '1.6.1-dev').ok).toBe(true);
    expect(checkVersion({ requirement: '1.6.1', strict: true }, '1.6.1-dev').ok).toBe(false);
    expect(checkVersion({ requirement: '1.6.1-dev', strict: true }, '1.6.1-dev').ok).toBe(true);
  });

  test('an unreadable requirement is told without its control characters', () => {
    const check = checkVersion({ requirement: '1.0\u001b[31m'.padEnd(500, 'x'), strict: false }, '1.6.0');
    expect(check).toEqual({ ok: false, message: `Invalid version requirement "1.0?[31m${'x'.repeat(56)}"` });
  });
});

/** From the rules of Cargo's manual: requirement, versions inside, versions outside. */
const ranges: readonly [string, readonly string[], readonly string[]][] = [
  ['1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0', '1.3.0-a']],
  ['1.2', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['1', ['1.0.0', '1.99.0'], ['0.9.9', '2.0.0']],
  ['0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['0.2', ['0.2.0', '0.2.9'], ['0.3.0', '0.1.0']],
  ['0.0.3', ['0.0.3'], ['0.0.4', '0.0.2', '0.1.3']],
  ['0.0', ['0.0.0', '0.0.9'], ['0.1.0']],
  ['0', ['0.0.0', '0.9.0'], ['1.0.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0', '1.2.2']],
  ['~1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['~1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['*', ['0.0.1', '9.9.9'], ['1.0.0-a']],
  ['1.*', ['1.0.0', '1.9.9'], ['2.0.0']],
  ['1.2.x', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['=1.2.3', ['1.2.3'], ['1.2.4', '1.2.3-a']],
  ['=1.2', ['1.2.0', '1.2.9'], ['1.3.0']],
  ['>1.2.3', ['1.2.4', '1.3.0', '2.0.0'], ['1.2.3', '0.9.0']],
  ['>1.2', ['1.3.0'], ['1.2.9']],
  ['>=1.2', ['1.2.0', '2.0.0'], ['1.1.9']],
  ['<1.2.3', ['1.2.2', '0.9.0'], ['1.2.3', '1.2.3-a']],
  ['<1.2', ['1.1.9'], ['1.2.0']],
  ['<=1.2', ['1.2.9', '1.1.0'], ['1.3.0']],
  ['>=1.2, <1.5', ['1.2.0', '1.4.9'], ['1.5.0', '1.1.0']],
  ['>= 1.2.3-beta.2', ['1.2.3-beta.2', '1.2.3-beta.11', '1.2.3', '1.2.4'], ['1.2.3-beta.1', '1.2.4-beta.3', '1.2.3-a']],
  ['1.0.0-rc.0', ['1.0.0', '1.6.0', '1.0.0-rc.0', '1.0.0-rc.1'], ['1.0.0-beta', '1.6.0-rc.1', '2.0.0']],
  ['1.2.3-a.1', ['1.2.3-a.1.1', '1.2.3-a.b', '1.2.3-a.2'], ['1.2.3-a', '1.2.3-a.0']],
];

describe('08 §2.4 requirements in Cargo’s syntax', () => {
  test.each(ranges)('%s', (text, inside, outside) => {
    const requirement = parseRequirement(text);
    for (const version of inside)
      expect([version, satisfies(parseVersion(version), requirement)]).toEqual([version, true]);
    for (const version of outside) {
      expect([version, satisfies(parseVersion(version), requirement)]).toEqual([version, false]);
    }
    expect(parseRequirement(formatRequirement(requirement))).toEqual(requirement);
  });

  test.each([
    ['1.0.0-rc.0', '^1.0.0-rc.0'],
    ['>= 1.2 ,<2', '>=1.2, <2'],
    ['X', '*'],
    ['1.x', '1.*'],
    ['1.2.*', '1.2.*'],
    ['>1.*', '>1'],
    ['1.2.3+build.7', '^1.2.3'],
  ])('%s is told as %s', (text, told) => {
    expect(formatRequirement(parseRequirement(text))).toBe(told);
  });

  test.each([
    '',
    ' ',
    'a',
    '1.0.0.0',
    '01.0.0',
    '1.00',
    '1.0.0-01',
    '1.0.0-',
    '1.-a',
    '1.*.3',
    '1.0-rc',
    '*, 1',
    '1,',
    ',1',
    '=>1',
    '!1',
    '-1',
    '1.0.0 2.0.0',
    '18446744073709551616',
    '1.0.0-ä',
    '1'.repeat(2000),
    '1,'.repeat(40),
  ])('refuses %j', (text) => {
    expect(() => parseRequirement(text)).toThrowCode('RUES_BAD_VERSION');
  });

  test.each(['1', '1.2', '01.2.3', '1.2.3-01', '1.2.3-a..b', 'v1.2.3', '1.2.3 ', '1.2.18446744073709551616'])(
    'refuses the version %j',
    (text) => {
      expect(() => parseVersion(text)).toThrowCode('RUES_BAD_VERSION');
    },
  );

  test('versions come back', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const pre = fc.stringMatching(/^[a-z][0-9a-z-]{0,8}(\.[a-z][0-9a-z-]{0,8}){0,2}$/);
    fc.assert(
      fc.property(number, number, number, fc.oneof(fc.constant(''), pre), (major, minor, patch, label) => {
        const version = { major, minor, patch, pre: label };
        expect(parseVersion(formatVersion(version))).toEqual(version);
        expect(satisfies(version, parseRequirement(`=${formatVersion(version)}`))).toBe(true);
        expect(satisfies(version, parseRequirement(`<${formatVersion(version)}`))).toBe(false);
      }),
    );
  });

  test('whatever a header holds, the check answers', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (requirement, strict) => {
        const check = checkVersion({ requirement, strict }, '1.6.0');
        if (!check.ok) expect(check.message).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

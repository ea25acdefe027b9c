import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { formatSessionId, parseSessionId } from './session.ts';
import { type FailureKind, failureStatus, failureText, parseFailure } from './status.ts';

const { errors } = loadVectors<{
  errors: readonly { readonly case: string; readonly status: number; readonly body: string }[];
}>('api/rues-frames');

const shown: readonly [string, FailureKind, string][] = [
  ['POST unparsable path', 'invalidInput', 'Invalid URL path'],
  ['unknown route', 'unsupported', 'anything'],
  ['strict without version', 'versionMismatch', 'Missing Rusk-Version header while Rusk-Version-Strict is set'],
  ['body too large', 'payloadTooLarge', 'Request body exceeds 3145728 bytes'],
];

describe('08 §2.6 failures', () => {
  test.each(shown)('%s', (name, kind, message) => {
    const recorded = errors.find((entry) => entry.case === name);
    expect({ status: failureStatus(kind), body: failureText(kind, message) }).toEqual({
      status: recorded?.status,
      body: recorded?.body,
    });
  });

  test.each<FailureKind>(['invalidInput', 'notFound', 'vm', 'database', 'dataDriver', 'io', 'prover', 'verification'])(
    '%s comes back',
    (kind) => {
      expect(parseFailure(failureStatus(kind), failureText(kind, 'why'))).toEqual({ kind, message: 'why' });
    },
  );

  test('what has no known form is internal', () => {
    expect(parseFailure(500, 'boom')).toEqual({ kind: 'internal', message: 'boom' });
    expect(parseFailure(502, 'Invalid input: x')).toEqual({ kind: 'internal', message: 'Invalid input: x' });
  });
});

describe('08 §2.2 session ids', () => {
  test('32 hex digits, read in any case', () => {
    const id = formatSessionId(Uint8Array.from({ length: 16 }, (_, i) => 255 - i));
    expect(id).toBe('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0');
    expect(parseSessionId(id.toUpperCase())).toBe(id);
  });

  test.each([undefined, '', 'ff', 'g'.repeat(32), 'f'.repeat(33), ` ${'f'.repeat(31)}`])('refuses %j', (text) => {
    expect(parseSessionId(text)).toBeUndefined();
  });

  test('needs 16 bytes', () => {
    expect(() => formatSessionId(new Uint8Array(15))).toThrowCode('TEXT_BAD_LENGTH');
  });
});

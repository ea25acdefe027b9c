import { describe, expect, test } from 'vitest';
import { EventideError, FaultError, isEventideError } from './errors.ts';
import { accept, refuse } from './verdict.ts';

class SampleError extends EventideError<'SAMPLE_A' | 'SAMPLE_B'> {
  override readonly name = 'SampleError';
}

describe('errors', () => {
  test('code, details and a text made of both', () => {
    const error = new SampleError('SAMPLE_A', { need: 12n, have: undefined, ok: false });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual(['SampleError', 'SAMPLE_A', 'SAMPLE_A: need 12, ok false']);
    expect(new SampleError('SAMPLE_B').message).toBe('SAMPLE_B');
    expect(new SampleError('SAMPLE_B', {}, { message: 'own words' }).message).toBe('own words');
  });

  test('survives JSON, bigints as decimal text', () => {
    const error = new SampleError('SAMPLE_A', { need: 12n, none: null, left: undefined });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'SAMPLE_A',
      message: 'SAMPLE_A: need 12, none null',
      details: { need: '12', none: null },
    });
  });

  test('keeps its cause', () => {
    const cause = new Error('disk');
    expect(new FaultError('FAULT_DISK', {}, { cause }).cause).toBe(cause);
    expect('cause' in new FaultError('FAULT_DISK')).toBe(false);
  });

  test('isEventideError', () => {
    const error: unknown = new SampleError('SAMPLE_A');
    expect(isEventideError(error)).toBe(true);
    expect(isEventideError(error, 'SAMPLE_A')).toBe(true);
    expect(isEventideError(error, 'SAMPLE_B')).toBe(false);
    expect(isEventideError(new Error('SAMPLE_A'))).toBe(false);
    expect(isEventideError(undefined)).toBe(false);
  });
});

describe('06 §9.4 verdicts', () => {
  test('accept is one frozen value, refuse names a reason', () => {
    expect(accept()).toBe(accept());
    expect(Object.isFrozen(accept())).toBe(true);
    expect(refuse('BAD_SEED')).toEqual({ ok: false, reason: 'BAD_SEED' });
    expect(refuse('BAD_SEED', 'height 7')).toEqual({ ok: false, reason: 'BAD_SEED', detail: 'height 7' });
  });
});

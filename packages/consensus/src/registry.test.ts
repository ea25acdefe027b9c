import { NO_CANDIDATE, NO_QUORUM, type StepVotes, type Vote } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { AttestationRegistry, tallyOf } from './registry.ts';

const generator = new Uint8Array(96).fill(5);
const valid: Vote = { kind: 'Valid', hash: new Uint8Array(32).fill(1) };
const votes = (bitset: bigint): StepVotes => ({ bitset, signature: new Uint8Array(48).fill(Number(bitset)) });

function registry(): AttestationRegistry {
  const made = new AttestationRegistry();
  made.open(0, generator);
  return made;
}

describe('06 §9.7 attestation registry', () => {
  test('ready once both steps have their quorum', () => {
    const made = registry();
    expect(made.update(0, 'ratification', valid, tallyOf(votes(7n)), true)).toBeUndefined();
    expect(made.update(0, 'validation', valid, tallyOf(votes(1n)), false)).toBeUndefined();
    const attestation = made.update(0, 'validation', valid, tallyOf(votes(3n)), true);
    expect(attestation).toEqual({
      result: { kind: 'Success', vote: valid },
      validation: votes(3n),
      ratification: votes(7n),
    });
    expect(made.failure(0)).toBeUndefined();
  });

  test('quorums of different votes do not add up', () => {
    const made = registry();
    made.update(0, 'validation', valid, tallyOf(votes(3n)), true);
    expect(made.update(0, 'ratification', NO_CANDIDATE, tallyOf(votes(7n)), true)).toBeUndefined();
    expect(made.failure(0)).toBeUndefined();
  });

  test('06 §9.5 NoQuorum needs no validation, and names the generator that failed', () => {
    const made = registry();
    expect(made.update(0, 'ratification', NO_QUORUM, tallyOf(votes(7n)), true)?.validation.bitset).toBe(0n);
    expect(made.failure(0)).toMatchObject({ generator, attestation: { result: { kind: 'Fail' } } });
  });

  test('few votes of our own do not push out a quorum learnt from a peer', () => {
    const made = registry();
    made.update(0, 'validation', valid, tallyOf(votes(127n)), true);
    made.update(0, 'validation', valid, tallyOf(votes(1n)), false);
    expect(made.update(0, 'ratification', valid, tallyOf(votes(127n)), true)?.validation).toEqual(votes(127n));
  });

  test('a failure of a peer is kept where none is known, and iterations nobody opened keep nothing', () => {
    const made = registry();
    const failed = (bitset: bigint) => ({
      result: { kind: 'Fail', vote: NO_QUORUM } as const,
      validation: votes(0n),
      ratification: votes(bitset),
    });
    made.recordFailure(0, failed(1n));
    made.recordFailure(0, failed(2n));
    expect(made.failure(0)?.attestation.ratification.bitset).toBe(1n);
    expect(made.update(1, 'ratification', NO_QUORUM, tallyOf(votes(7n)), true)).toBeUndefined();
    made.recordFailure(1, failed(1n));
    expect(made.failure(1)).toBeUndefined();
  });
});

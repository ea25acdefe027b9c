import { type Attestation, NO_CANDIDATE, NO_QUORUM, type Vote } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { votingCommittee } from '../committee.ts';
import { type Expected, verifyAttestation, verifyStepVotes } from './attestation.ts';
import { world } from './world.fixture.ts';

const { attest, parent, provisioners, signatures, votesOf } = world;
const place = { prevBlockHash: parent.hash, round: 2n, iteration: 0 };
const hash = new Uint8Array(32).fill(3);
const valid: Vote = { kind: 'Valid', hash };
const good = attest(place, parent.seed, valid);
const votes = { seed: parent.seed, provisioners, signatures, strict: true };
const outcome = (attestation: Attestation, expected: Expected, strict = true): string => {
  const { verdict } = verifyAttestation(attestation, place, expected, { ...votes, strict });
  return verdict.ok ? 'ok' : verdict.reason;
};

describe('06 §8 attestations', () => {
  test('a success for its block, and any outcome where none is expected', () => {
    expect(outcome(good, { kind: 'Success', hash })).toBe('ok');
    expect(outcome(good, undefined)).toBe('ok');
    expect(outcome(attest(place, parent.seed, NO_CANDIDATE), { kind: 'Fail' })).toBe('ok');
  });

  test('a NoQuorum needs no validation votes, and its voters are those of the ratification', () => {
    const attestation = attest(place, parent.seed, NO_QUORUM);
    const { verdict, voters } = verifyAttestation(attestation, place, { kind: 'Fail' }, votes);
    expect(verdict.ok).toBe(true);
    expect(voters.reduce((sum, { credits }) => sum + credits, 0)).toBe(64);
  });

  test.each<[string, Attestation, Expected]>([
    ['ATT_WRONG_RESULT', good, { kind: 'Fail' }],
    ['ATT_WRONG_RESULT', attest(place, parent.seed, NO_CANDIDATE), { kind: 'Success', hash }],
    ['ATT_WRONG_CANDIDATE', good, { kind: 'Success', hash: new Uint8Array(32) }],
    ['ATT_INCONSISTENT', { ...good, result: { kind: 'Fail', vote: valid } }, undefined],
    ['ATT_INCONSISTENT', { ...good, result: { kind: 'Success', vote: NO_QUORUM } }, undefined],
    [
      'ATT_NO_QUORUM',
      { ...good, validation: votesOf(place, parent.seed, 'validation', valid, (i) => i < 3) },
      undefined,
    ],
    [
      'ATT_NO_QUORUM',
      { ...good, ratification: votesOf(place, parent.seed, 'ratification', valid, () => false) },
      undefined,
    ],
    [
      'ATT_BAD_SIGNATURE',
      { ...good, ratification: { ...good.ratification, signature: good.validation.signature } },
      undefined,
    ],
    ['ATT_BAD_SIGNATURE', { ...good, validation: good.ratification, ratification: good.validation }, undefined],
    [
      'ATT_STRAY_BITS',
      { ...good, validation: { ...good.validation, bitset: good.validation.bitset | (1n << 63n) } },
      undefined,
    ],
  ])('refuses %s', (reason, attestation, expected) => {
    expect(outcome(attestation, expected)).toBe(reason);
  });

  test('06 §8 compatible rules ignore stray bits and take a Fail of a Valid vote', () => {
    const stray = { ...good, validation: { ...good.validation, bitset: good.validation.bitset | (1n << 63n) } };
    expect(outcome(stray, { kind: 'Success', hash }, false)).toBe('ok');
    expect(outcome({ ...good, result: { kind: 'Fail', vote: valid } }, { kind: 'Fail' }, false)).toBe('ok');
  });

  test('06 §8 a Success of anything but a Valid vote is none, whatever the rules', () => {
    for (const vote of [NO_CANDIDATE, NO_QUORUM, { kind: 'Invalid', hash } as const]) {
      const attestation: Attestation = { ...attest(place, parent.seed, vote), result: { kind: 'Success', vote } };
      expect(outcome(attestation, { kind: 'Success', hash }, false)).toBe('ATT_WRONG_RESULT');
    }
  });

  test.each<[Vote, number]>([
    [valid, 43],
    [{ kind: 'Invalid', hash }, 33],
    [NO_CANDIDATE, 33],
  ])('06 §8 the least credits of %o are %i: one member less is no quorum', (vote, least) => {
    for (const step of ['validation', 'ratification'] as const) {
      const committee = votingCommittee(provisioners, { seed: parent.seed, ...place }, step);
      let credits = 0;
      let members = 0;
      while (credits < least) credits += committee[members++]?.credits ?? Number.NaN;
      const judged = (count: number) =>
        verifyStepVotes(
          votesOf(place, parent.seed, step, vote, (i) => i < count),
          place,
          step,
          vote,
          votes,
        ).verdict;
      expect(judged(members)).toMatchObject({ ok: true });
      expect(judged(members - 1)).toMatchObject({ ok: false, reason: 'ATT_NO_QUORUM' });
    }
  });

  test('votes of another iteration, round or parent do not count', () => {
    for (const other of [{ iteration: 1 }, { round: 3n }, { prevBlockHash: hash }]) {
      const { verdict } = verifyStepVotes(good.validation, { ...place, ...other }, 'validation', valid, votes);
      expect(verdict.ok).toBe(false);
    }
  });

  test('06 §7 an empty provisioner set refuses, it does not throw', () => {
    const { verdict } = verifyAttestation(good, place, undefined, { ...votes, provisioners: [], strict: false });
    expect(verdict).toMatchObject({ ok: false, reason: 'ATT_NO_QUORUM' });
  });
});

import { emptyStepVotes, NO_CANDIDATE, NO_QUORUM, type Vote, voteMessage } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import type { ConsensusMessage, Effect } from './effects.ts';
import { FutureMessages } from './futureMessages.ts';
import {
  at,
  candidateOf,
  committeeOf,
  everybody,
  kindsOf,
  openRound,
  ROUND,
  ratificationOf,
  resultOf,
  START_MS,
  valid,
  validationOf,
} from './round.fixture.ts';
import type { Round } from './round.ts';
import type { RoundContext } from './roundState.ts';
import { world } from './verify/world.fixture.ts';

const { parent, provisioners, signatures } = world;
const block = candidateOf(0);
const other: Vote = { kind: 'Valid', hash: new Uint8Array(32).fill(7) };
const outsider = (step: 'validation' | 'ratification'): Uint8Array =>
  provisioners.find(({ key }) => !committeeOf(step).some((member) => member.key === key))?.key as Uint8Array;

const rival = provisioners.find(({ key }) => key !== block.header.generator)?.key as Uint8Array;

const candidate = (over: Partial<typeof block.header> = {}): ConsensusMessage => ({
  topic: 'Candidate',
  payload: { ...block, header: { ...block.header, ...over } },
});

function started(phase: 'proposal' | 'validation' | 'ratification', over: Partial<RoundContext> = {}): Round {
  const round = openRound(over);
  round.start(START_MS);
  if (phase !== 'proposal') round.receive(candidate(), START_MS);
  if (phase === 'ratification')
    for (const vote of everybody('validation', (i) => validationOf(i, valid(block)))) round.receive(vote, START_MS);
  expect(round.phase).toBe(phase);
  return round;
}

/** Whether the round passed a message on. */
const relays = (round: Round, message: ConsensusMessage): boolean =>
  kindsOf(round.receive(message, START_MS)).includes('relay');

/** The outcomes a round handed out for these messages. */
const outcomes = (round: Round, messages: readonly ConsensusMessage[]): string[] =>
  messages
    .flatMap((message) => round.receive(message, START_MS))
    .flatMap((effect) => (effect.kind === 'quorum' ? [effect.message.attestation.result.vote.kind] : []));

describe('06 §9.3 candidates', () => {
  test('a good one is passed on once and ends the step', () => {
    const round = started('proposal');
    expect(kindsOf(round.receive(candidate(), START_MS))).toEqual(expect.arrayContaining(['relay', 'storeCandidate']));
    expect(round.phase).toBe('validation');
    expect(relays(round, { ...candidate() })).toBe(true);
    expect(kindsOf(round.receive(candidate(), START_MS))).not.toContain('storeCandidate');
  });

  const lying = new Uint8Array(32).fill(3);
  test.each<[string, ConsensusMessage, Partial<RoundContext>]>([
    ['of somebody who is not the generator', { topic: 'Candidate', payload: candidateOf(0, { generator: rival }) }, {}],
    ['with a signature of another block', candidate({ signature: parent.signature }), {}],
    [
      'whose hash is not that of its fields',
      candidate({ hash: lying, signature: signatures.signer(block.header.generator).sign(ROUND, lying) }),
      {},
    ],
    ['whose size, counts or roots are wrong', candidate(), { bodyMatches: () => false }],
    ['on another parent', candidate({ prevBlockHash: lying }), {}],
    ['of an iteration beyond the last', candidate({ iteration: 50 }), {}],
    ['of an older round', candidate({ height: ROUND - 1n }), {}],
    ['of a round far ahead', candidate({ height: ROUND + 11n }), {}],
  ])('refuses one %s', (_, message, over) => {
    const round = started('proposal', over);
    expect(relays(round, message)).toBe(false);
    expect(round.phase).toBe('proposal');
  });

  test('14 §7 S1: a lying hash is taken where rules are compatible', () => {
    const message = candidate({ hash: lying, signature: signatures.signer(block.header.generator).sign(ROUND, lying) });
    expect(relays(started('proposal', { strict: false }), message)).toBe(true);
  });
});

describe('06 §9.4, §10 votes on a candidate', () => {
  test('a good one is passed on, its repetition is not', () => {
    const round = started('validation');
    expect(relays(round, validationOf(0, valid(block)))).toBe(true);
    expect(relays(round, validationOf(0, valid(block)))).toBe(false);
  });

  test.each<[string, ConsensusMessage]>([
    ['of somebody who is no member', validationOf(0, valid(block), { key: outsider('validation') })],
    ['with a false signature', validationOf(0, valid(block), { signature: new Uint8Array(48).fill(1) })],
    [
      'signed for the other step',
      validationOf(0, valid(block), {
        signature: signatures
          .signer(committeeOf('validation')[0]?.key as Uint8Array)
          .sign(ROUND, voteMessage(at(), 'ratification', valid(block))),
      }),
    ],
    ['on another parent', validationOf(0, valid(block), { header: { prevBlockHash: new Uint8Array(32) } })],
    ['of an older round', validationOf(0, valid(block), { header: { round: ROUND - 1n } })],
    ['of a round far ahead', validationOf(0, valid(block), { header: { round: ROUND + 11n } })],
    [
      'of an iteration beyond the last',
      validationOf(0, valid(block), { header: { iteration: 50 }, key: provisioners[0]?.key }),
    ],
    [
      'of an iteration whose step number wraps around',
      validationOf(0, valid(block), { header: { iteration: 86 }, key: provisioners[0]?.key }),
    ],
  ])('refuses one %s', (_, message) => {
    const round = started('validation');
    expect(relays(round, message)).toBe(false);
  });

  test('NoQuorum cannot be voted for', () => {
    const round = started('validation');
    for (const vote of everybody('validation', (i) => validationOf(i, NO_QUORUM))) round.receive(vote, START_MS);
    expect(round.phase).toBe('validation');
  });

  test('06 §10 a validation quorum is of no use before its iteration is past, and is never passed on', () => {
    const payload = { header: at(), result: resultOf(valid(block)) };
    for (const phase of ['proposal', 'validation', 'ratification'] as const)
      expect(relays(started(phase), { topic: 'ValidationQuorum', payload })).toBe(false);
  });
});

describe('06 §9.5 ratification', () => {
  const all = (make: (member: number) => ConsensusMessage): ConsensusMessage[] => everybody('ratification', make);

  test('everybody ratifies: one outcome', () => {
    expect(
      outcomes(
        started('ratification'),
        all((i) => ratificationOf(i, valid(block))),
      ),
    ).toEqual(['Valid']);
  });

  test.each<[string, (member: number) => ConsensusMessage]>([
    [
      'whose validation result says something else',
      (i) => ratificationOf(i, valid(block), { result: resultOf(NO_CANDIDATE) }),
    ],
    ['for another candidate than the own validation, though well proven', (i) => ratificationOf(i, other)],
    [
      'of NoQuorum with votes in its validation result',
      (i) =>
        ratificationOf(i, NO_QUORUM, { result: { ...resultOf(valid(block)), vote: NO_QUORUM, quorum: 'NoQuorum' } }),
    ],
    [
      'whose quorum byte contradicts the vote',
      (i) => ratificationOf(i, valid(block), { result: { ...resultOf(valid(block)), quorum: 'Invalid' } }),
    ],
    ['of somebody who is no member', (i) => ratificationOf(i, valid(block), { key: outsider('ratification') })],
    ['with a false signature', (i) => ratificationOf(i, valid(block), { signature: new Uint8Array(48).fill(1) })],
  ])('votes %s do not count', (_, make) => {
    expect(outcomes(started('ratification'), all(make))).toEqual([]);
  });

  test('14 §7: the quorum byte is not looked at where rules are compatible', () => {
    const result = { ...resultOf(valid(block)), quorum: 'Invalid' } as const;
    const round = started('ratification', { strict: false });
    expect(
      outcomes(
        round,
        all((i) => ratificationOf(i, valid(block), { result })),
      ),
    ).toEqual(['Valid']);
  });

  test('who saw no quorum of the validation adopts a proven one, and refuses what is not proven', () => {
    const unsure = (): Round => {
      const round = started('validation');
      round.tick(START_MS + 60_000);
      expect(round.phase).toBe('ratification');
      return round;
    };
    expect(
      outcomes(
        unsure(),
        all((i) => ratificationOf(i, valid(block))),
      ),
    ).toEqual(['Valid']);
    const stepVotes = { ...resultOf(valid(block)).stepVotes, signature: new Uint8Array(48).fill(1) };
    const forged = { ...resultOf(valid(block)), stepVotes };
    const unproven = { ...resultOf(valid(block)), stepVotes: emptyStepVotes() };
    for (const result of [forged, unproven])
      expect(
        outcomes(
          unsure(),
          all((i) => ratificationOf(i, valid(block), { result })),
        ),
      ).toEqual([]);
  });

  test('nobody saw a quorum: that is the outcome', () => {
    const round = started('validation');
    round.tick(START_MS + 60_000);
    expect(
      outcomes(
        round,
        all((i) => ratificationOf(i, NO_QUORUM)),
      ),
    ).toEqual(['NoQuorum']);
    expect(round.failure(0)?.attestation.result.kind).toBe('Fail');
    expect(round.iteration).toBe(1);
  });
});

describe('06 §9.2 quorums of others', () => {
  const quorum = (vote: Vote, over = {}, iteration = 0): ConsensusMessage => ({
    topic: 'Quorum',
    payload: { header: at({ iteration, ...over }), attestation: world.attest(at({ iteration }), parent.seed, vote) },
  });

  test('a success and a failure end the iteration, once', () => {
    for (const vote of [valid(block), NO_CANDIDATE]) {
      const round = started('proposal');
      expect(outcomes(round, [quorum(vote), quorum(vote)])).toEqual([vote.kind]);
      expect(round.iteration).toBe(1);
      expect(round.failure(0) !== undefined).toBe(vote.kind !== 'Valid');
    }
  });

  test.each<[string, ConsensusMessage]>([
    ['on another parent', quorum(valid(block), { prevBlockHash: new Uint8Array(32) })],
    ['of an older round', quorum(valid(block), { round: ROUND - 1n })],
    ['of a later round', quorum(valid(block), { round: ROUND + 1n })],
    ['of an iteration that has not begun', quorum(valid(block), {}, 1)],
    ['of an iteration beyond the last', quorum(valid(block), { iteration: 50 })],
    [
      'without enough votes',
      {
        topic: 'Quorum',
        payload: {
          header: at(),
          attestation: {
            ...world.attest(at(), parent.seed, valid(block)),
            ratification: world.votesOf(at(), parent.seed, 'ratification', valid(block), (i) => i === 0),
          },
        },
      },
    ],
  ])('one %s is nothing', (_, message) => {
    const round = started('proposal');
    expect(round.receive(message, START_MS)).toEqual([]);
    expect(round.iteration).toBe(0);
  });
});

describe('06 §10 past and future', () => {
  test('a vote of a step that is over is passed on, verified, and not counted', () => {
    const round = started('ratification');
    expect(relays(round, validationOf(0, valid(block)))).toBe(true);
    expect(relays(round, validationOf(0, valid(block), { signature: new Uint8Array(48).fill(1) }))).toBe(false);
    expect(relays(round, validationOf(0, valid(block), { key: outsider('validation') }))).toBe(false);
  });

  test('a vote of a later step is verified, passed on once, and counted when its time comes', () => {
    const future = new FutureMessages();
    const round = started('proposal', { future });
    expect(relays(round, validationOf(0, valid(block), { signature: new Uint8Array(48).fill(1) }))).toBe(false);
    for (const vote of everybody('validation', (i) => validationOf(i, valid(block)))) {
      expect(relays(round, vote)).toBe(true);
      expect(relays(round, vote)).toBe(false);
    }
    round.receive(candidate(), START_MS);
    expect(round.phase).toBe('ratification');
    expect(future.size).toBe(0);
  });

  test('of a later round only signers that may be drawn then are kept', () => {
    const future = new FutureMessages();
    const late = provisioners.map((one, i) => (i === 0 ? { ...one, eligibleSince: ROUND + 3n } : one));
    const round = started('proposal', { future, provisioners: late });
    const [newcomer, known] = [late[0]?.key, late[1]?.key];
    const vote = (key: Uint8Array | undefined, ahead: bigint): ConsensusMessage =>
      validationOf(0, valid(block), { key, header: { round: ROUND + ahead } });
    expect(relays(round, vote(newcomer, 2n))).toBe(false);
    expect(relays(round, vote(newcomer, 3n))).toBe(true);
    expect(relays(round, vote(known, 10n))).toBe(true);
    expect(relays(round, vote(known, 10n))).toBe(false);
    expect(relays(round, vote(known, 11n))).toBe(false);
    expect(relays(round, vote(new Uint8Array(96).fill(1), 2n))).toBe(false);
    expect(future.size).toBe(2);
  });

  test('06 §10 iteration 16 and later: a Valid quorum of the past is stored and ratified, another is not', () => {
    const own = signatures.signer(committeeOf('ratification', 16)[0]?.key as Uint8Array);
    const past = candidateOf(16);
    const emergency = (): Round => {
      const round = openRound({ own });
      round.start(START_MS, 20);
      expect(round.iteration).toBe(17);
      return round;
    };
    const late = (vote: Vote) =>
      everybody('validation', (i) => validationOf(i, vote, { header: { iteration: 16 } }), 16);
    const heard = (messages: readonly ConsensusMessage[]): string[] => {
      const round = emergency();
      return messages.flatMap((message) => kindsOf(round.receive(message, START_MS)));
    };
    expect(heard(late(valid(past)))).toEqual(expect.arrayContaining(['storeValidationResult', 'broadcast']));
    expect(heard(late(NO_CANDIDATE))).not.toContain('broadcast');
    const proven = { header: at({ iteration: 16 }), result: resultOf(valid(past), 16) };
    expect(heard([{ topic: 'ValidationQuorum', payload: proven }])).toContain('broadcast');
    const failed = { header: at({ iteration: 16 }), result: resultOf(NO_CANDIDATE, 16) };
    expect(heard([{ topic: 'ValidationQuorum', payload: failed }])).not.toContain('broadcast');
    const contradicting = { ...proven, result: { ...proven.result, quorum: 'Invalid' as const } };
    expect(heard([{ topic: 'ValidationQuorum', payload: contradicting }])).not.toContain('broadcast');
  });
});

describe('06 §9.4 the own vote', () => {
  const seat = committeeOf('validation').findIndex(({ key }) => committeeOf('ratification').some((m) => m.key === key));
  const own = signatures.signer(committeeOf('validation')[seat]?.key as Uint8Array);
  const votesIn = (effects: readonly Effect[]): string[] =>
    effects.flatMap((effect) =>
      effect.kind === 'broadcast' && effect.message.topic === 'Validation' ? [effect.message.payload.vote.kind] : [],
    );

  test('says what the judgement says, and nothing when in doubt', () => {
    for (const [verdict, votes] of [
      ['valid', ['Valid']],
      ['invalid', ['Invalid']],
      ['abstain', []],
    ] as const) {
      const round = started('validation', { own });
      expect(votesIn(round.validated(0, verdict, START_MS))).toEqual(votes);
      expect(votesIn(round.validated(0, 'valid', START_MS))).toEqual(votes.length === 0 ? ['Valid'] : []);
    }
  });

  test('without a candidate it is NoCandidate, and a judgement of another iteration is not voted', () => {
    const round = started('proposal', { own });
    expect(votesIn(round.tick(START_MS + 60_000))).toEqual(['NoCandidate']);
    const second = started('validation', { own });
    expect(votesIn(second.validated(1, 'valid', START_MS))).toEqual([]);
  });

  test('in emergency iterations only Valid is said', () => {
    const key = committeeOf('validation', 17)[0]?.key as Uint8Array;
    const block17 = candidateOf(17);
    const round = openRound({ own: signatures.signer(key) });
    round.start(START_MS, 20);
    round.receive({ topic: 'Candidate', payload: block17 }, START_MS);
    expect(round.phase).toBe('validation');
    expect(votesIn(round.validated(17, 'invalid', START_MS))).toEqual([]);
    expect(votesIn(round.validated(17, 'valid', START_MS))).toEqual(['Valid']);
    const silent = openRound({ own: signatures.signer(key) });
    silent.start(START_MS, 20);
    expect(votesIn(silent.tick(START_MS + 60_000))).toEqual([]);
  });
});

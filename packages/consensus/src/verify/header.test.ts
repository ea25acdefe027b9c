import { emptyAttestation, type FailedIteration, type Header, NO_CANDIDATE, NO_QUORUM } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { generatorOf } from '../committee.ts';
import { type HeaderContext, MUST_VOTE_INVALID, verifyHeader } from './header.ts';
import { world } from './world.fixture.ts';

const { attest, child, context, parent, provisioners, seal, signatures, votesOf } = world;
const good = child(parent, 0);
const outcome = (header: Header, over: Partial<HeaderContext> = {}): string => {
  const { verdict } = verifyHeader(header, { ...context, ...over }, true);
  return verdict.ok ? 'ok' : verdict.reason;
};
const changed = (fields: Partial<Header>): Header => seal({ ...good, ...fields }, parent);

/** A failed iteration of the round on `parent`. */
function failed(iteration: number, vote = NO_CANDIDATE): FailedIteration {
  const header = { prevBlockHash: parent.hash, round: parent.height + 1n, iteration };
  const generator = generatorOf(provisioners, { seed: parent.seed, round: header.round, iteration }) as Uint8Array;
  return { attestation: attest(header, parent.seed, vote), generator };
}

describe('06 §12 header checks', () => {
  test('a good header passes, with the voters of both certificates', () => {
    const result = verifyHeader(good, context, true);
    expect(result.verdict.ok).toBe(true);
    expect(result.pni).toBe(0);
    const credits = (list: readonly { credits: number }[]) => list.reduce((sum, voter) => sum + voter.credits, 0);
    expect(credits(result.certificateVoters)).toBe(128);
    expect(credits(result.attestationVoters)).toBe(128);
  });

  test.each<[string, Header, Partial<HeaderContext>]>([
    [
      'HEADER_WRONG_GENERATOR',
      changed({ generator: provisioners.find(({ key }) => key !== good.generator)?.key as Uint8Array }),
      {},
    ],
    ['HEADER_BAD_SIGNATURE', { ...good, signature: parent.signature }, {}],
    ['HEADER_BAD_VERSION', changed({ version: 2 }), {}],
    ['HEADER_WRONG_HEIGHT', changed({ height: parent.height + 2n }), {}],
    ['HEADER_WRONG_HEIGHT', changed({ height: parent.height }), {}],
    ['HEADER_TOO_EARLY', changed({ timestampSec: parent.timestampSec + 9n }), {}],
    ['HEADER_TOO_LATE', good, { nowSec: good.timestampSec - 4n }],
    ['HEADER_WRONG_PARENT', changed({ prevBlockHash: new Uint8Array(32).fill(1) }), {}],
    ['HEADER_KNOWN', good, { isKnown: () => true }],
    ['HEADER_BAD_SEED', changed({ seed: parent.seed }), {}],
    ['HEADER_BAD_GAS_LIMIT', changed({ gasLimit: 1n }), {}],
    ['HEADER_BAD_CERTIFICATE', changed({ prevBlockCert: emptyAttestation() }), {}],
    ['HEADER_BAD_CERTIFICATE', changed({ prevBlockCert: good.att }), {}],
    ['HEADER_BAD_CERTIFICATE', good, { grandparentSeed: parent.seed }],
    ['HEADER_BAD_CERTIFICATE', good, { previousProvisioners: provisioners.slice(1) }],
    [
      'HEADER_BAD_CERTIFICATE',
      changed({
        prevBlockCert: attest(
          { prevBlockHash: parent.prevBlockHash, round: parent.height, iteration: parent.iteration },
          context.grandparentSeed,
          { kind: 'Valid', hash: good.hash },
        ),
      }),
      {},
    ],
    ['HEADER_BAD_ATTESTATION', { ...good, att: emptyAttestation() }, {}],
    ['HEADER_BAD_ATTESTATION', { ...good, att: parent.att }, {}],
  ])('refuses %s', (reason, header, over) => {
    expect(outcome(header, over)).toBe(reason);
  });

  test('the earliest time passes', () => {
    expect(outcome(changed({ timestampSec: parent.timestampSec + 10n }))).toBe('ok');
  });

  test('06 §12.11 below genesis and an emergency block no certificate is looked at, and nobody voted', () => {
    const bare = changed({ prevBlockCert: emptyAttestation() });
    for (const over of [{ iteration: 255 }, { height: 0n }]) {
      const on = { ...parent, ...over };
      const header = over.height === undefined ? bare : seal({ ...bare, height: 1n }, parent);
      const result = verifyHeader(header, { ...context, parent: on }, true);
      expect(result).toMatchObject({ verdict: { ok: true }, certificateVoters: [] });
    }
  });

  test('the zero hash is refused even if somebody signed it', () => {
    const hash = new Uint8Array(32);
    expect(outcome({ ...good, hash, signature: signatures.signer(good.generator).sign(2n, hash) })).toBe(
      'HEADER_EMPTY_HASH',
    );
  });

  test('14 §7 S1: a hash that lies passes only where rules are compatible', () => {
    const hash = new Uint8Array(32).fill(7);
    const lying = { ...good, hash, signature: signatures.signer(good.generator).sign(2n, hash) };
    expect(outcome(lying)).toBe('HEADER_WRONG_HASH');
    const place = { prevBlockHash: parent.hash, round: 2n, iteration: 0 };
    const attested = { ...lying, att: attest(place, parent.seed, { kind: 'Valid', hash }) };
    expect(outcome(attested, { strict: false })).toBe('ok');
  });

  test('14 §7 S2: any gas limit passes where rules are compatible', () => {
    expect(outcome(changed({ gasLimit: 1n }), { strict: false })).toBe('ok');
  });

  test('a header 3 s ahead of the clock passes, 4 s do not', () => {
    expect(outcome(good, { nowSec: good.timestampSec - 3n })).toBe('ok');
  });

  test('failed iterations lower the count of unattested ones', () => {
    const header = child(parent, 3, { failedIterations: [failed(0), undefined, failed(2, NO_QUORUM)] });
    expect(verifyHeader(header, context, true)).toMatchObject({ verdict: { ok: true }, pni: 1 });
    expect(verifyHeader(child(parent, 3), context, true).pni).toBe(3);
  });

  test.each<[string, readonly FailedIteration[], number]>([
    ['of a wrong generator', [{ ...(failed(0) as object), generator: new Uint8Array(96) } as FailedIteration], 1],
    ['at a wrong place', [failed(1)], 2],
    ['as many as the iteration at most', [failed(0), failed(1)], 1],
    ['of a success', [{ attestation: good.att, generator: good.generator } as FailedIteration], 1],
    [
      'without quorum',
      [
        {
          attestation: {
            ...attest({ prevBlockHash: parent.hash, round: 2n, iteration: 0 }, parent.seed, NO_CANDIDATE),
            ratification: votesOf(
              { prevBlockHash: parent.hash, round: 2n, iteration: 0 },
              parent.seed,
              'ratification',
              NO_CANDIDATE,
              (i) => i === 0,
            ),
          },
          generator: good.generator,
        },
      ],
      1,
    ],
  ])('14 §7 S4: refuses failed iterations %s', (_name, failedIterations, iteration) => {
    expect(outcome(child(parent, iteration, { failedIterations }))).toBe('HEADER_BAD_FAILED_ITERATIONS');
  });

  test('nine failed iterations are refused; nothing encodes them, so their hash is not looked at here', () => {
    const header = { ...child(parent, 12), failedIterations: Array.from({ length: 9 }, () => undefined) };
    expect(outcome(header, { strict: false })).toBe('HEADER_BAD_FAILED_ITERATIONS');
  });

  test('more than eight are never encoded, nor is an attestation of a later iteration counted below zero', () => {
    const header = child(parent, 0, { failedIterations: [failed(0)] });
    expect(outcome(header, { strict: false })).toBe('HEADER_BAD_FAILED_ITERATIONS');
  });

  test('06 §9.8 an emergency block: refused without a key, too early, and accepted after its time', () => {
    const key = provisioners[0]?.key as Uint8Array;
    const block = (timestampSec: bigint) =>
      seal(
        { ...good, iteration: 255, generator: key, timestampSec, seed: signatures.signer(key).sign(2n, parent.seed) },
        parent,
      );
    expect(outcome(block(parent.timestampSec + 6_120n))).toBe('HEADER_WRONG_GENERATOR');
    expect(outcome(block(parent.timestampSec + 6_119n), { emergencyKey: key })).toBe('HEADER_TOO_EARLY');
    const result = verifyHeader(block(parent.timestampSec + 6_120n), { ...context, emergencyKey: key }, true);
    expect(result).toMatchObject({ verdict: { ok: true }, pni: 50 });
  });

  test('06 §9.4 what is a matter of view makes a member abstain', () => {
    for (const reason of ['HEADER_WRONG_HEIGHT', 'HEADER_TOO_LATE', 'HEADER_WRONG_PARENT', 'HEADER_KNOWN'] as const)
      expect(MUST_VOTE_INVALID.has(reason)).toBe(false);
    for (const reason of ['HEADER_TOO_EARLY', 'HEADER_BAD_SEED', 'HEADER_BAD_CERTIFICATE'] as const)
      expect(MUST_VOTE_INVALID.has(reason)).toBe(true);
  });
});

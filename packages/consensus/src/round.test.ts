import {
  type Block,
  emptyAttestation,
  genesisHeader,
  type Header,
  headerHash,
  type QuorumMessage,
} from '@eventide/ledger';
import { createTransparentSignatures } from '@eventide/testkit/simulation/transparentSignatures';
import { describe, expect, test } from 'vitest';
import type { Effect } from './effects.ts';
import { FutureMessages } from './futureMessages.ts';
import { type Provisioners, sortProvisioners } from './provisioners.ts';
import { Round } from './round.ts';
import type { RoundContext } from './roundState.ts';
import { noSamples } from './timeouts.ts';
import { verifyAttestation } from './verify/attestation.ts';

const signatures = createTransparentSignatures();
const genesis = genesisHeader(0n, new Uint8Array(32));
const bounds = { minMs: 7_000, maxMs: 40_000, increaseMs: 2_000 };

function provisionersOf(count: number): Provisioners {
  const keys = Array.from({ length: count }, (_, i) =>
    Uint8Array.from({ length: 96 }, (__, j) => (i * 31 + j * 7 + 1) & 0xff),
  );
  return sortProvisioners(keys.map((key) => ({ key, stake: 10_000_000_000_000n, eligibleSince: 0n })));
}

function candidate(
  key: Uint8Array,
  iteration: number,
  failedIterations: Header['failedIterations'],
  nowMs: number,
): Block {
  const signer = signatures.signer(key);
  const hashable = {
    ...genesis,
    version: 1,
    height: 1n,
    timestampSec: BigInt(Math.floor(nowMs / 1_000)),
    prevBlockHash: genesis.hash,
    seed: signer.sign(1n, genesis.seed),
    generator: key,
    iteration,
    failedIterations,
  };
  const hash = headerHash(hashable);
  return {
    header: { ...hashable, att: emptyAttestation(), hash, signature: signer.sign(1n, hash) },
    txs: [],
    faults: [],
  };
}

type Faults = {
  readonly silent?: (node: number) => boolean;
  readonly verdict?: (iteration: number) => 'valid' | 'invalid' | 'abstain';
};

/** Runs rounds against each other: messages arrive at once and in order, time jumps to the next timer. */
function simulate(
  count: number,
  faults: Faults = {},
): { quorums: QuorumMessage[]; failed: QuorumMessage[]; provisioners: Provisioners; timeMs: number } {
  const provisioners = provisionersOf(count);
  const timers = new Map<number, number>();
  const queue: { node: number; effect: Effect }[] = [];
  const quorums: QuorumMessage[] = [];
  const failed: QuorumMessage[] = [];
  let nowMs = 1_000_000_000;
  const rounds = provisioners.map(({ key }) => {
    const context: RoundContext = {
      round: 1n,
      prevHash: genesis.hash,
      prevSeed: genesis.seed,
      prevTimestampSec: BigInt(nowMs / 1_000 - 10),
      provisioners,
      samples: noSamples,
      bounds,
      minBlockTimeSec: 10,
      signatures,
      strict: true,
      bodyMatches: () => true,
      own: signatures.signer(key),
      future: new FutureMessages(),
    };
    return new Round(context);
  });
  const alive = (node: number): boolean => faults.silent?.(node) !== true;
  const post = (node: number, effects: readonly Effect[]): void => {
    for (const effect of effects) queue.push({ node, effect });
  };
  rounds.forEach((round, node) => {
    if (alive(node)) post(node, round.start(nowMs));
  });
  for (let steps = 0; steps < 200_000 && quorums.length === 0; steps++) {
    const next = queue.shift();
    if (next === undefined) {
      const due = [...timers].sort((a, b) => a[1] - b[1] || a[0] - b[0])[0];
      if (due === undefined) break;
      nowMs = Math.max(nowMs, due[1]);
      timers.delete(due[0]);
      post(due[0], (rounds[due[0]] as Round).tick(nowMs));
      continue;
    }
    const { node, effect } = next;
    const round = rounds[node] as Round;
    if (effect.kind === 'timer') {
      if (effect.atMs === undefined) timers.delete(node);
      else timers.set(node, effect.atMs);
    } else if (effect.kind === 'build') {
      const key = (provisioners[node] as { key: Uint8Array }).key;
      post(node, round.built(candidate(key, effect.iteration, effect.failedIterations, nowMs), nowMs));
    } else if (effect.kind === 'validate') {
      post(node, round.validated(effect.iteration, faults.verdict?.(effect.iteration) ?? 'valid', nowMs));
    } else if (effect.kind === 'broadcast') {
      rounds.forEach((peer, other) => {
        if (other !== node && alive(other)) post(other, peer.receive(effect.message, nowMs));
      });
    } else if (effect.kind === 'quorum') {
      (effect.message.attestation.result.kind === 'Success' ? quorums : failed).push(effect.message);
    }
  }
  return { quorums, failed, provisioners, timeMs: nowMs - 1_000_000_000 };
}

describe('06 §9 a round', () => {
  test.each([1, 3, 4, 10, 40])('%i honest nodes agree in the first iteration, without waiting', (count) => {
    const { quorums, provisioners, timeMs } = simulate(count);
    const [quorum] = quorums as [QuorumMessage];
    expect(quorum.header.iteration).toBe(0);
    expect(timeMs).toBe(0);
    const context = { seed: genesis.seed, provisioners, signatures, strict: true };
    const { verdict, voters } = verifyAttestation(quorum.attestation, quorum.header, undefined, context);
    expect(verdict.ok).toBe(true);
    expect(voters.reduce((sum, { credits }) => sum + credits, 0)).toBeGreaterThanOrEqual(86);
  });

  test('with a fifth of the nodes silent they agree in a later iteration at most', () => {
    const { quorums } = simulate(20, { silent: (node) => node % 5 === 0 });
    expect(quorums).toHaveLength(1);
  });

  test('an invalid candidate is voted down, and the attestation of that is kept', () => {
    const { quorums, failed, provisioners } = simulate(10, {
      verdict: (iteration) => (iteration === 0 ? 'invalid' : 'valid'),
    });
    expect(failed[0]?.attestation.result.vote.kind).toBe('Invalid');
    expect(failed[0]?.header.iteration).toBe(0);
    expect(quorums[0]?.header.iteration).toBe(1);
    const context = { seed: genesis.seed, provisioners, signatures, strict: true };
    const { attestation, header } = failed[0] as QuorumMessage;
    expect(verifyAttestation(attestation, header, { kind: 'Fail' }, context).verdict.ok).toBe(true);
    expect(verifyAttestation(attestation, header, { kind: 'Success', hash: genesis.hash }, context).verdict.ok).toBe(
      false,
    );
  });

  test('06 §9.2 votes that came a round early are verified before they count', () => {
    const provisioners = provisionersOf(4);
    const future = new FutureMessages();
    const header = { prevBlockHash: genesis.hash, round: 1n, iteration: 0 };
    const vote = { kind: 'NoCandidate' } as const;
    for (const { key } of provisioners) {
      const sign = { signer: key, signature: new Uint8Array(48).fill(1) };
      future.add({ topic: 'Validation', payload: { header, vote, sign } }, false);
    }
    const round = new Round({
      round: 1n,
      prevHash: genesis.hash,
      prevSeed: genesis.seed,
      prevTimestampSec: 0n,
      provisioners,
      samples: noSamples,
      bounds,
      minBlockTimeSec: 10,
      signatures,
      strict: true,
      bodyMatches: () => true,
      own: undefined,
      future,
    });
    round.start(1_000_000);
    round.tick(1_100_000);
    expect(round.phase).toBe('validation');
    expect(future.size).toBe(0);
  });

  test('when everybody abstains the round goes on to emergency mode and stays open', () => {
    const { quorums, failed } = simulate(4, { verdict: () => 'abstain' });
    expect(quorums).toHaveLength(0);
    expect(failed.every(({ attestation }) => attestation.result.vote.kind === 'NoQuorum')).toBe(true);
  });

  test('more than a third silent: no success, whatever the time', () => {
    const { quorums } = simulate(12, { silent: (node) => node % 2 === 0 });
    expect(quorums).toHaveLength(0);
  });
});

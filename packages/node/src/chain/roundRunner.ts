import { equalBytes } from '@eventide/base';
import {
  type ConsensusMessage,
  type Effect,
  FutureMessages,
  type Round,
  recordDuration,
  type StepSamples,
} from '@eventide/consensus';
import type { Block, QuorumMessage } from '@eventide/ledger';
import { candidateRequest, sealCandidate } from './candidate.ts';
import type { Candidates } from './candidates.ts';
import type { ChainContext, ChainStart } from './chainContext.ts';
import { Delayed } from './delayed.ts';
import { type ChainEffect, FLOOD_HOPS, FLOOD_PEERS } from './effects.ts';
import type { Jobs } from './jobs.ts';
import { type JudgeContext, judgeCandidate } from './judgeBlock.ts';
import { openRound } from './openRound.ts';
import type { BuildRequest, Built, Executed, Refused } from './ports.ts';
import type { Window } from './window.ts';

/** What a round needs of its chain. */
export type RoundHost = {
  readonly context: ChainContext;
  readonly window: Window;
  readonly candidates: Candidates;
  readonly jobs: Jobs;
  readonly judge: (height: bigint, nowMs: number) => JudgeContext;
  readonly emit: (effect: ChainEffect) => void;
  /** This node has seen an iteration end. */
  readonly onQuorum: (message: QuorumMessage, nowMs: number) => void;
};

type FailedIterations = BuildRequest['header']['failedIterations'];

/** The round on top of the chain, if one runs: turns what it wants into effects and jobs of the chain. Spec: 06 §9 */
export class RoundRunner {
  readonly #host: RoundHost;
  readonly #future = new FutureMessages();
  readonly #building = new Delayed();
  #begun: ChainStart['begun'];
  #samples: StepSamples;
  #round: Round | undefined;
  #roundAtMs: number | undefined;

  constructor(host: RoundHost, { samples, begun }: Pick<ChainStart, 'samples' | 'begun'>) {
    this.#host = host;
    this.#samples = samples;
    this.#begun = begun;
  }

  get running(): boolean {
    return this.#round !== undefined;
  }

  get iteration(): number | undefined {
    return this.#round?.iteration;
  }

  /** Messages kept for rounds to come. */
  get kept(): number {
    return this.#future.size;
  }

  /** When `tick` has something to do. */
  get atMs(): number {
    return Math.min(this.#roundAtMs ?? Number.POSITIVE_INFINITY, this.#building.atMs);
  }

  start(nowMs: number): void {
    const { tip } = this.#host.window;
    const { hash } = tip.block.header;
    this.#round = openRound(tip, this.#host.context, this.#samples, this.#future);
    const begun = this.#begun !== undefined && equalBytes(this.#begun.prevHash, hash);
    const effects = this.#round.start(nowMs, begun ? this.#begun?.iteration : undefined);
    this.#begun = undefined;
    this.#run(effects, nowMs);
  }

  stop(): void {
    this.#round = undefined;
    this.#building.drop();
    this.#roundAtMs = undefined;
  }

  /** Drops what was kept for this height and those before. */
  trim(height: bigint): void {
    this.#future.trim(height);
  }

  tick(nowMs: number): void {
    this.#building.run(nowMs);
    if (this.#round === undefined || this.#roundAtMs === undefined || nowMs < this.#roundAtMs) return;
    this.#roundAtMs = undefined;
    this.#run(this.#round.tick(nowMs), nowMs);
  }

  /** A message of consensus; without a round it is only handed on. */
  receive(message: ConsensusMessage, nowMs: number): void {
    if (this.#round === undefined) this.#host.emit({ kind: 'relay', message });
    else this.#run(this.#round.receive(message, nowMs), nowMs);
  }

  /** Is this the round that runs? */
  is(round: Round): boolean {
    return round === this.#round;
  }

  judged(job: number, result: Executed | Refused, nowMs: number): void {
    const work = this.#host.jobs.take(job, 'judge');
    if (work === undefined || work.round !== this.#round) return;
    const verdict = !('refused' in result) ? 'valid' : result.refused === 'invalid' ? 'invalid' : 'abstain';
    this.#run(work.round.validated(work.iteration, verdict, nowMs), nowMs);
  }

  built(job: number, built: Built, nowMs: number): void {
    const { jobs, context, window } = this.#host;
    const work = jobs.take(job, 'build');
    if (work === undefined || context.own === undefined || work.round !== this.#round) return;
    const { minBlockTimeSec } = context.rulesAt(work.round.round);
    const block = sealCandidate(window.tip.block.header, work.request, built, context.own, { nowMs, minBlockTimeSec });
    this.#run(work.round.built(block, nowMs), nowMs);
  }

  #run(effects: readonly Effect[], nowMs: number): void {
    const round = this.#round;
    if (round === undefined) return;
    const { emit, candidates, window, onQuorum } = this.#host;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'broadcast':
        case 'relay':
          emit({ kind: effect.kind, message: effect.message });
          break;
        case 'timer':
          this.#roundAtMs = effect.atMs;
          break;
        case 'build':
          this.#buildInTime(round, effect.iteration, effect.failedIterations, nowMs);
          break;
        case 'validate':
          this.#validate(round, effect.iteration, effect.block, nowMs);
          break;
        case 'storeCandidate':
          candidates.put(effect.block);
          emit(effect);
          break;
        case 'quorum':
          emit({ kind: 'broadcast', message: { topic: 'Quorum', payload: effect.message } });
          onQuorum(effect.message, nowMs);
          break;
        case 'request':
          emit({ kind: 'ask', items: [effect.item], peer: undefined, count: FLOOD_PEERS, hops: FLOOD_HOPS });
          break;
        case 'iterationBegun':
          emit({ kind: 'storeIteration', prevHash: window.tip.block.header.hash, iteration: effect.iteration });
          break;
        case 'storeValidationResult':
          emit(effect);
          break;
        case 'stepDuration':
          this.#samples = recordDuration(this.#samples, effect.step, effect.durationMs);
          emit({ kind: 'storeDurations', step: effect.step, durationsMs: this.#samples[effect.step] });
      }
    }
  }

  #buildInTime(round: Round, iteration: number, failedIterations: FailedIterations, nowMs: number): void {
    const { context, window } = this.#host;
    const { minBlockTimeSec } = context.rulesAt(round.round);
    const work = (): void => this.#build(round, iteration, failedIterations);
    const earliestMs = (Number(window.tip.block.header.timestampSec) + minBlockTimeSec) * 1_000;
    const atMs = context.buildLeadMs === undefined ? nowMs : earliestMs - context.buildLeadMs;
    this.#building.put(atMs, work, nowMs);
  }

  #build(round: Round, iteration: number, failedIterations: FailedIterations): void {
    const { context, window, jobs, emit } = this.#host;
    if (context.own === undefined) return;
    const { gasLimit } = context.rulesAt(round.round);
    const parent = { header: window.tip.block.header, voters: window.tip.voters };
    const request = candidateRequest(parent, context.own, iteration, failedIterations, gasLimit);
    emit({ kind: 'build', job: jobs.add({ kind: 'build', round, request }), request });
  }

  #validate(round: Round, iteration: number, block: Block, nowMs: number): void {
    const { window, jobs, emit, judge } = this.#host;
    const place = window.placeOf(round.round);
    if (place === undefined) return;
    const judgement = judgeCandidate(block, place, judge(round.round, nowMs));
    if (judgement.ok) {
      const job = jobs.add({ kind: 'judge', round, iteration });
      emit({ kind: 'judge', job, request: judgement.request });
    } else {
      this.#run(round.validated(iteration, judgement.mustVote ? 'invalid' : 'abstain', nowMs), nowMs);
    }
  }
}

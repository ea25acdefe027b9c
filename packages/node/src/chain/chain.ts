import { equalBytes } from '@eventide/base';
import { type Provisioners, sameProvisioners } from '@eventide/consensus';
import type { Attestation, Block, Hash, InventoryItem, Message, QuorumMessage } from '@eventide/ledger';
import { type SyncAction, Synchroniser } from '../sync/decide.ts';
import { applicationOf } from './applicationOf.ts';
import { Candidates } from './candidates.ts';
import type { ChainContext, ChainStart } from './chainContext.ts';
import { type Application, type ChainEffect, FLOOD_HOPS, FLOOD_PEERS, type Peer } from './effects.ts';
import { Foresight } from './foresight.ts';
import { History } from './history.ts';
import { wantedOf } from './inventory.ts';
import { Jobs } from './jobs.ts';
import { type ChainRules, type JudgeContext, judgeBlock } from './judgeBlock.ts';
import { betterBlock } from './pastQuorum.ts';
import type { Built, Executed, Refused } from './ports.ts';
import { RoundRunner } from './roundRunner.ts';
import { syncEffect } from './syncEffect.ts';
import { type ChainBlock, Window } from './window.ts';

/** Between two looks at sync and stall. Spec: 06 §1 */
const HEARTBEAT_MS = 3_000;
/** Blocks waiting while one is being applied. */
const MAX_WAITING = 64;
/** Peers asked at start, when something is missing, and when stalled. Spec: 06 §15, §17 */
const START_PEERS = 16;

/**
 * The chain of one node as a state machine: every call tells what happened and when and returns what has to be done, in order.
 * It never waits and never throws for what peers send. One block is applied at a time. Spec: 06 §15 to §17
 */
export class Chain {
  readonly #context: ChainContext;
  readonly #window: Window;
  readonly #history = new History();
  readonly #sync: Synchroniser;
  readonly #candidates = new Candidates();
  readonly #foresight: Foresight;
  readonly #jobs = new Jobs();
  readonly #waiting: Extract<SyncAction, { kind: 'accept' } | { kind: 'replace' }>[] = [];
  readonly #round: RoundRunner;
  #askAfter: Hash | undefined;
  #heartbeatMs: number;
  #applying = false;
  #permitted = false;
  #effects: ChainEffect[] = [];

  constructor(context: ChainContext, start: ChainStart, nowMs: number) {
    this.#context = context;
    this.#window = new Window(start.blocks);
    this.#foresight = new Foresight(context.proveAhead);
    for (const past of start.history) this.#history.add(past);
    this.#round = new RoundRunner(
      {
        context,
        window: this.#window,
        candidates: this.#candidates,
        jobs: this.#jobs,
        judge: (height, atMs) => this.#judge(height, atMs),
        emit: (effect) => this.#emit(effect),
        onQuorum: (message, atMs) => this.#ownQuorum(message, atMs),
      },
      start,
    );
    this.#sync = new Synchroniser(nowMs);
    this.#heartbeatMs = nowMs + HEARTBEAT_MS;
  }

  get tip(): ChainBlock {
    return this.#window.tip;
  }

  get lastFinal(): ChainBlock {
    return this.#window.lastFinal;
  }

  get inSync(): boolean {
    return this.#sync.inSync;
  }

  /** Blocks that others are said to be ahead. */
  get lag(): number {
    return this.#sync.lag(this.#window.height);
  }

  get iteration(): number | undefined {
    return this.#round.iteration;
  }

  /** Is a block at hand that stands on the one being applied? */
  get followed(): boolean {
    return this.#waiting.length > 0 || this.#sync.waiting(this.#window.height + 2n) !== undefined;
  }

  /** Sizes of all that could grow. */
  get sizes(): Readonly<Record<'window' | 'history' | 'future' | 'waiting' | 'jobs' | 'pool', number>> {
    return {
      window: this.#window.size,
      history: this.#history.size,
      future: this.#round.kept,
      waiting: this.#waiting.length,
      jobs: this.#jobs.size,
      pool: this.#sync.pooled,
    };
  }

  start(nowMs: number): ChainEffect[] {
    this.#emit({ kind: 'askBlocks', locator: this.tip.block.header.hash, count: START_PEERS });
    this.#startRound(nowMs);
    return this.#flush();
  }

  /** Lets the next round begin, where rounds wait for it. */
  permit(nowMs: number): ChainEffect[] {
    this.#permitted = true;
    if (!this.#round.running && !this.#applying && this.#sync.inSync) this.#startRound(nowMs);
    return this.#flush();
  }

  /** These blocks will be handed in: those that follow the tip are looked at together. */
  foresee(blocks: readonly Block[]): void {
    this.#foresight.look(this.tip, blocks);
  }

  /** Resolves when what `foresee` began for this height is done; undefined if there is nothing to wait for. */
  foreseen(height: bigint): Promise<void> | undefined {
    return this.#foresight.proven(height);
  }

  /** Time passed; call it when the last `timer` is due. */
  tick(nowMs: number): ChainEffect[] {
    if (nowMs >= this.#heartbeatMs) {
      this.#heartbeatMs = nowMs + HEARTBEAT_MS;
      this.#act(this.#sync.heartbeat(nowMs, this.#view()), nowMs);
    }
    this.#round.tick(nowMs);
    return this.#flush();
  }

  /** A decoded message. Requests for stored things are the shell's; the rest of the topics are decided here. */
  receive(message: Message, peer: Peer | undefined, nowMs: number): ChainEffect[] {
    switch (message.topic) {
      case 'Block':
        this.#receiveBlock(message.payload, peer, nowMs);
        break;
      case 'Quorum':
        this.#receiveQuorum(message.payload, peer, nowMs);
        break;
      case 'Candidate':
      case 'Validation':
      case 'Ratification':
      case 'ValidationQuorum':
        this.#round.receive(message, nowMs);
        break;
      case 'Inv':
        this.#receiveInventory(message.payload.items, peer);
        break;
      default:
    }
    return this.#flush();
  }

  /** Is the answer to this `judge` or `build` still of use? If not, it need not be given. */
  wants(job: number): boolean {
    const work = this.#jobs.get(job);
    const wanted = work !== undefined && (work.kind === 'apply' || this.#round.is(work.round));
    if (!wanted) this.#jobs.drop(job);
    return wanted;
  }

  /** A candidate was executed. Spec: 06 §9.4 */
  judged(job: number, result: Executed | Refused, nowMs: number): ChainEffect[] {
    this.#round.judged(job, result, nowMs);
    return this.#flush();
  }

  /** The own candidate was executed. */
  built(job: number, built: Built, nowMs: number): ChainEffect[] {
    this.#round.built(job, built, nowMs);
    return this.#flush();
  }

  /** A block is in state and ledger, with the stakes at its state; or it was refused. Spec: 06 §15 */
  applied(job: number, result: { readonly provisioners: Provisioners } | Refused, nowMs: number): ChainEffect[] {
    const work = this.#jobs.take(job, 'apply');
    if (work === undefined) return [];
    this.#applying = false;
    if ('refused' in result) {
      if (result.refused === 'invalid') this.#report(work.peer, `block refused: ${result.detail}`);
      if (!this.#round.running && this.#sync.inSync) this.#startRound(nowMs);
    } else {
      const provisioners = sameProvisioners(this.tip.provisioners, result.provisioners);
      this.#afterBlock(work.application, { provisioners, voters: work.voters }, nowMs);
    }
    this.#nextWaiting(nowMs);
    return this.#flush();
  }

  #afterBlock(application: Application, next: Pick<ChainBlock, 'provisioners' | 'voters'>, nowMs: number): void {
    const { block, label, labels, removed } = application.change;
    for (const { header } of removed) {
      this.#history.remove(header.height);
      this.#emit({ kind: 'event', event: { kind: 'reverted', header } });
    }
    const { header } = block;
    this.#window.put({ block, label, ...next }, labels);
    this.#history.add({ height: header.height, hash: header.hash, faults: block.faults });
    this.#round.trim(header.height);
    this.#emit({ kind: 'event', event: { kind: 'accepted', header, label } });
    this.#permitted = false;
    for (const change of labels) {
      const hash = this.#window.header(change.height)?.hash;
      if (hash !== undefined) this.#emit({ kind: 'event', event: { kind: 'labelled', ...change, hash } });
    }
    if (this.#askAfter !== undefined && equalBytes(this.#askAfter, header.hash)) {
      this.#askAfter = undefined;
      this.#emit({ kind: 'askBlocks', locator: header.hash, count: FLOOD_PEERS });
    }
    const lost = removed.find(({ header: old }) => old.height === header.height);
    this.#round.stop();
    const actions = this.#sync.accepted(nowMs, this.#view(), application.final !== undefined);
    if (lost !== undefined) this.#sync.lost(lost.header.hash);
    this.#act(actions, nowMs);
  }

  #receiveBlock(block: Block, peer: Peer | undefined, nowMs: number): void {
    const { header } = block;
    if (this.#sync.isBlacklisted(header.hash) || this.#isOurs(header.height, header.hash)) return;
    const emergency = header.iteration === 255;
    const attested =
      emergency || header.att.result.kind === 'Success' ? block : this.#candidates.complete(block, nowMs);
    if (attested === undefined) return;
    this.#act(this.#sync.block(attested, peer, nowMs, this.#view()), nowMs);
  }

  #receiveQuorum(message: QuorumMessage, peer: Peer | undefined, nowMs: number): void {
    const { round, iteration } = message.header;
    if (round < 1n || iteration > 49) {
      this.#report(peer, 'quorum of an impossible round or iteration');
      return;
    }
    const { height } = this.#window;
    this.#act(this.#sync.quorum(round, peer, nowMs, this.#view()), nowMs);
    if (round === height + 1n) this.#round.receive({ topic: 'Quorum', payload: message }, nowMs);
    else if (round <= height) this.#pastQuorum(message, nowMs);
  }

  /** A better block of a past round may exist: verify, then look for it. Spec: 06 §15 */
  #pastQuorum(message: QuorumMessage, nowMs: number): void {
    const hash = betterBlock(message, this.#window, {
      signatures: this.#context.signatures,
      strict: this.#rules(message.header.round).strict,
      isKnown: (known) => this.#candidates.awaits(known),
    });
    if (hash === undefined) return;
    this.#emit({ kind: 'relay', message: { topic: 'Quorum', payload: message } });
    this.#seekBlock(hash, message.attestation, nowMs);
  }

  #receiveInventory(items: readonly InventoryItem[], peer: Peer | undefined): void {
    if (peer === undefined) return;
    const isWanted = (hash: Hash): boolean =>
      this.#history.heightOf(hash) === undefined && !this.#sync.isBlacklisted(hash);
    const { asked, continuesAfter } = wantedOf(items, isWanted);
    if (asked.length === 0) return;
    this.#emit({ kind: 'ask', items: asked, peer, count: 1, hops: 1 });
    if (continuesAfter !== undefined) this.#askAfter = continuesAfter;
  }

  #act(actions: readonly SyncAction[], nowMs: number): void {
    for (const action of actions) {
      if (action.kind === 'accept' || action.kind === 'replace') {
        if (this.#waiting.length < MAX_WAITING) this.#waiting.push(action);
        this.#nextWaiting(nowMs);
      } else if (action.kind === 'startConsensus') {
        if (!this.#round.running && !this.#applying) this.#startRound(nowMs);
      } else {
        const effect = syncEffect(action, this.#window);
        if (effect !== undefined) this.#emit(effect);
      }
    }
  }

  /** Takes up the next block that still fits; one at a time. */
  #nextWaiting(nowMs: number): void {
    while (!this.#applying) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { height, hash } = next.block.header;
      const fits = next.kind === 'accept' ? height === this.#window.height + 1n : height <= this.#window.height;
      if (fits && !this.#isOurs(height, hash)) this.#apply(next.block, next.peer, nowMs);
    }
  }

  #apply(block: Block, peer: Peer | undefined, nowMs: number): void {
    const { height } = block.header;
    const place = this.#window.placeOf(height);
    if (place === undefined) return;
    const judgement = judgeBlock(block, place, this.#judge(height, nowMs));
    if (!judgement.ok) {
      if (judgement.mustVote) this.#report(peer, `block refused: ${judgement.reason}`);
      return;
    }
    const application = applicationOf(block, judgement, this.#window, this.#context.instantFinality === true);
    this.#applying = true;
    const job = this.#jobs.add({ kind: 'apply', application, voters: judgement.voters, peer });
    this.#emit({ kind: 'apply', job, application });
  }

  #startRound(nowMs: number): void {
    if (this.#context.gated !== true || this.#permitted) this.#round.start(nowMs);
  }

  #ownQuorum(message: QuorumMessage, nowMs: number): void {
    const { result } = message.attestation;
    if (result.kind === 'Success' && result.vote.kind === 'Valid')
      this.#seekBlock(result.vote.hash, message.attestation, nowMs);
  }

  /** The candidate of a success becomes a block; if it is not here, somebody has it. Spec: 06 §15 */
  #seekBlock(hash: Hash, attestation: Attestation, nowMs: number): void {
    const block = this.#candidates.attested(hash, attestation);
    if (block !== undefined) {
      this.#act(this.#sync.block(block, undefined, nowMs, this.#view()), nowMs);
      return;
    }
    if (!this.#candidates.await(hash, attestation, nowMs)) return;
    const items = [{ kind: 'CandidateFromHash', hash } as const];
    this.#emit({ kind: 'ask', items, peer: undefined, count: FLOOD_PEERS, hops: FLOOD_HOPS });
  }

  #judge(height: bigint, nowMs: number): JudgeContext {
    return {
      rules: this.#rules(height),
      signatures: this.#context.signatures,
      nowMs,
      history: this.#history,
      isKnown: (hash) => this.#history.heightOf(hash) !== undefined,
    };
  }

  #rules(height: bigint): ChainRules {
    return this.#context.rulesAt(height);
  }

  #isOurs(height: bigint, hash: Hash): boolean {
    return this.#history.heightOf(hash) === height;
  }

  #view(): { tip: bigint; lastFinal: bigint; header: (height: bigint) => Block['header'] | undefined } {
    return {
      tip: this.#window.height,
      lastFinal: this.lastFinal.block.header.height,
      header: (height) => this.#window.header(height),
    };
  }

  #report(peer: Peer | undefined, reason: string): void {
    if (peer !== undefined) this.#emit({ kind: 'report', peer, reason });
  }

  #emit(effect: ChainEffect): void {
    this.#effects.push(effect);
  }

  #flush(): ChainEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    effects.push({ kind: 'timer', atMs: Math.min(this.#heartbeatMs, this.#round.atMs) });
    return effects;
  }
}

import { toHex } from '@eventide/base';
import { noSamples, type Signer, type TimeoutBounds } from '@eventide/consensus';
import type { InventoryItem, Message } from '@eventide/ledger';
import { Chain, type ChainContext, type ChainEffect } from '@eventide/node';
import { seededRandom } from '../fuzz.ts';
import { type Behaviour, distort } from './byzantine.ts';
import { EventQueue } from './eventQueue.ts';
import { SimulatedDisk } from './simulatedDisk.ts';
import { SimulatedExecutor, StateWorld } from './simulatedExecutor.ts';
import { createTransparentSignatures } from './transparentSignatures.ts';

/** Where a crash strikes a node: at once, or around the next block it applies. */
export type CrashPoint = 'now' | 'beforeCommit' | 'betweenCommitAndLedger' | 'afterLedger';

export type SimulationOptions = {
  readonly seed: number;
  readonly nodes: number;
  readonly behaviour?: ((node: number) => Behaviour | undefined) | undefined;
  readonly delayMs?: readonly [min: number, max: number] | undefined;
  /** Shares of messages, 0 to 1. */
  readonly loss?: number | undefined;
  readonly duplicates?: number | undefined;
  readonly skewMs?: number | undefined;
  /** While it lasts only nodes of one group hear each other. */
  readonly partitions?:
    | readonly { readonly fromMs: number; readonly toMs: number; readonly group: (node: number) => number }[]
    | undefined;
  readonly crashes?:
    | readonly { readonly node: number; readonly atMs: number; readonly downMs: number; readonly point: CrashPoint }[]
    | undefined;
  /** Random nodes each message is passed on to. */
  readonly fanout?: number | undefined;
  readonly bounds?: TimeoutBounds | undefined;
  readonly minBlockTimeSec?: number | undefined;
  /** After this time nothing gets lost any more. */
  readonly healedMs?: number | undefined;
};

/** A height two honest nodes finalised differently. */
export type Violation = { readonly height: bigint; readonly hashes: readonly string[] };

type Happening =
  | {
      readonly kind: 'message';
      readonly to: number;
      readonly from: number;
      readonly message: Message;
      readonly hops: number;
    }
  | {
      readonly kind: 'request';
      readonly to: number;
      readonly from: number;
      readonly items: readonly InventoryItem[];
      readonly hops: number;
    }
  | { readonly kind: 'blocks'; readonly to: number; readonly from: number; readonly locator: Uint8Array }
  | { readonly kind: 'timer'; readonly to: number; readonly atMs: number }
  | { readonly kind: 'crash'; readonly to: number; readonly downMs: number; readonly point: CrashPoint }
  | { readonly kind: 'restart'; readonly to: number };

type Node = {
  readonly disk: SimulatedDisk;
  readonly executor: SimulatedExecutor;
  readonly own: Signer;
  readonly behaviour: Behaviour | undefined;
  readonly skewMs: number;
  chain: Chain | undefined;
  timerMs: number;
  crash: { readonly point: CrashPoint; readonly downMs: number } | undefined;
  /** Counts the starts: what was heard before a crash is forgotten. */
  life: number;
  finalHeight: bigint;
};

const START_MS = 1_800_000_000_000;
const defaultBounds: TimeoutBounds = { minMs: 1_000, maxMs: 5_000, increaseMs: 1_000 };

/**
 * A network in one thread: honest nodes run the chain of a real one, faulty ones distort what it sends. Everything follows from the
 * seed, so a run replays. Times are milliseconds since its start.
 */
export class Simulation {
  readonly nodes: readonly Node[];
  readonly honest: readonly Node[];
  readonly violations: Violation[] = [];
  readonly counts = { delivered: 0, lost: 0, reports: 0, crashes: 0, reverts: 0, finalised: 0 };
  readonly #options: SimulationOptions;
  readonly #random: () => number;
  readonly #events = new EventQueue<Happening>();
  readonly #signatures = createTransparentSignatures();
  readonly #final = new Map<bigint, string>();
  /** By message: in which of its lives each node was sent it. */
  readonly #heard = new WeakMap<Message, Uint16Array>();
  readonly #context: Omit<ChainContext, 'own'>;
  #nowMs = START_MS;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    const keys = Array.from({ length: options.nodes }, () =>
      Uint8Array.from({ length: 96 }, () => this.#random() & 0xff),
    );
    const world = new StateWorld(keys.map((key) => ({ key, stake: 10_000_000_000_000n, eligibleSince: 0n })));
    const rules = {
      strict: true,
      gasLimit: 3_000_000_000n,
      minBlockTimeSec: options.minBlockTimeSec ?? 2,
      emergencyKey: null,
    };
    this.#context = {
      signatures: this.#signatures,
      rulesAt: () => rules,
      bounds: options.bounds ?? defaultBounds,
    };
    const genesisSec = BigInt(START_MS / 1_000 - 10);
    this.nodes = keys.map((key, i) => ({
      disk: new SimulatedDisk(world, genesisSec),
      executor: new SimulatedExecutor(world),
      own: this.#signatures.signer(key),
      behaviour: options.behaviour?.(i),
      skewMs: Math.floor((this.#chance() - 0.5) * 2 * (options.skewMs ?? 0)),
      chain: undefined,
      timerMs: 0,
      crash: undefined,
      life: 0,
      finalHeight: 0n,
    }));
    this.honest = this.nodes.filter(({ behaviour }) => behaviour === undefined);
    for (let to = 0; to < options.nodes; to++) this.#events.push(this.#nowMs, { kind: 'restart', to });
    for (const { node, atMs, downMs, point } of options.crashes ?? [])
      this.#events.push(START_MS + atMs, { kind: 'crash', to: node, downMs, point });
  }

  /** Milliseconds since the start. */
  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  /** The lowest final height of the honest nodes. */
  get settledHeight(): bigint {
    let lowest: bigint | undefined;
    for (const { chain, finalHeight } of this.honest) {
      const height = chain === undefined ? 0n : finalHeight;
      if (lowest === undefined || height < lowest) lowest = height;
    }
    return lowest ?? 0n;
  }

  /** Runs until `untilMs`, or until `done`, asked after each event that ended a block. */
  run(untilMs: number, done: () => boolean = () => false): void {
    let finalised = -1;
    for (;;) {
      if (this.counts.finalised !== finalised) {
        finalised = this.counts.finalised;
        if (done()) return;
      }
      const { nextMs } = this.#events;
      if (nextMs !== undefined && nextMs > START_MS + untilMs) this.#nowMs = START_MS + untilMs;
      const next = nextMs === undefined || nextMs > START_MS + untilMs ? undefined : this.#events.pop();
      if (next === undefined) return;
      this.#nowMs = next.atMs;
      this.#happen(next.item);
    }
  }

  #happen(event: Happening): void {
    const node = this.nodes[event.to] as Node;
    if (event.kind === 'restart') this.#restart(event.to, node);
    else if (event.kind === 'crash') {
      node.crash = event;
      if (event.point === 'now') this.#crash(event.to, node);
    }
    const { chain } = node;
    if (chain === undefined) return;
    const localMs = this.#nowMs + node.skewMs;
    if (event.kind === 'timer') {
      if (node.timerMs === event.atMs) {
        node.timerMs = 0;
        this.#perform(event.to, chain.tick(localMs), 0);
      }
    } else if (event.kind === 'message') {
      this.counts.delivered++;
      this.#perform(event.to, chain.receive(event.message, String(event.from), localMs), event.hops);
    } else if (event.kind === 'request') this.#answer(event.to, event.from, event.items, event.hops);
    else if (event.kind === 'blocks') {
      const items = node.disk.successors(event.locator).map((hash) => ({ kind: 'BlockFromHash', hash }) as const);
      if (items.length > 0) this.#send(event.to, event.from, { topic: 'Inv', payload: { items, maxEntries: 0 } }, 0);
    }
  }

  #restart(index: number, node: Node): void {
    if (node.chain !== undefined) return;
    const nowMs = this.#nowMs + node.skewMs;
    const start = node.disk.load(node.executor, this.#signatures);
    node.chain = new Chain({ ...this.#context, own: node.own }, start, nowMs);
    node.finalHeight = node.chain.lastFinal.block.header.height;
    node.life++;
    node.timerMs = 0;
    this.#perform(index, node.chain.start(nowMs), 0);
  }

  #crash(index: number, node: Node): void {
    if (node.chain === undefined || node.crash === undefined) return;
    this.counts.crashes++;
    this.#events.push(this.#nowMs + node.crash.downMs, { kind: 'restart', to: index });
    node.chain = undefined;
    node.crash = undefined;
  }

  /** Does what the chain wants, and what follows from that. `hops`: how far the message that led here may go on. */
  #perform(index: number, first: readonly ChainEffect[], hops: number): void {
    const node = this.nodes[index] as Node;
    const queue = [...first];
    for (let at = 0; at < queue.length; at++) {
      const effect = queue[at] as ChainEffect;
      const { chain } = node;
      if (chain === undefined) return;
      const nowMs = this.#nowMs + node.skewMs;
      switch (effect.kind) {
        case 'broadcast':
          this.#broadcast(index, node, effect.message);
          break;
        case 'relay':
          if (hops > 0)
            for (let i = 0; i < (this.#options.fanout ?? 0); i++)
              this.#send(index, this.#anybody(index), effect.message, hops - 1);
          break;
        case 'send':
          this.#send(index, Number(effect.peer), effect.message, 0);
          break;
        case 'ask':
          for (const to of this.#peers(index, effect.peer, effect.count))
            this.#post(index, to, { kind: 'request', to, from: index, items: effect.items, hops: effect.hops });
          break;
        case 'askBlocks':
          for (const to of this.#peers(index, undefined, effect.count))
            this.#post(index, to, { kind: 'blocks', to, from: index, locator: effect.locator });
          break;
        case 'timer':
          this.#setTimer(index, node, effect.atMs - node.skewMs);
          break;
        case 'judge':
          queue.push(...chain.judged(effect.job, node.executor.verify(effect.request), nowMs));
          break;
        case 'build':
          queue.push(...chain.built(effect.job, node.executor.build(effect.request, []), nowMs));
          break;
        case 'apply':
          queue.push(...this.#apply(index, node, chain, effect, nowMs));
          break;
        case 'storeCandidate':
          node.disk.storeCandidate(effect.block);
          break;
        case 'storeValidationResult':
          node.disk.storeResult(effect.header.prevBlockHash, effect.header.iteration, effect.result);
          break;
        case 'storeIteration':
          node.disk.begun = effect;
          break;
        case 'storeDurations':
          node.disk.samples = { ...noSamples, ...node.disk.samples, [effect.step]: effect.durationsMs };
          break;
        case 'report':
          this.counts.reports++;
          break;
        case 'event':
          this.#observe(node, effect.event);
      }
    }
  }

  /** State first, ledger second, and a crash wherever it is due. */
  #apply(
    index: number,
    node: Node,
    chain: Chain,
    effect: Extract<ChainEffect, { kind: 'apply' }>,
    nowMs: number,
  ): ChainEffect[] {
    const { request, change, final } = effect.application;
    const point = node.crash?.point;
    const strike = (at: CrashPoint): boolean => {
      if (point === at) this.#crash(index, node);
      return point === at;
    };
    if (strike('beforeCommit')) return [];
    const result = node.executor.commit(request);
    if ('refused' in result) return chain.applied(effect.job, result, nowMs);
    if (strike('betweenCommitAndLedger')) return [];
    node.disk.apply(change);
    if (strike('afterLedger')) return [];
    if (final !== undefined) node.executor.finalize(final.root, final.parentRoot);
    return chain.applied(effect.job, { provisioners: node.executor.provisioners(result.root) }, nowMs);
  }

  #observe(node: Node, event: Extract<ChainEffect, { kind: 'event' }>['event']): void {
    if (event.kind === 'reverted') this.counts.reverts++;
    if (event.kind !== 'labelled' || event.label.kind !== 'Final' || node.behaviour !== undefined) return;
    this.counts.finalised++;
    if (event.height > node.finalHeight) node.finalHeight = event.height;
    const hash = toHex(event.hash);
    const known = this.#final.get(event.height);
    if (known === undefined) this.#final.set(event.height, hash);
    else if (known !== hash) this.violations.push({ height: event.height, hashes: [known, hash] });
  }

  #broadcast(from: number, node: Node, message: Message): void {
    const utterances =
      node.behaviour === undefined
        ? [{ message, to: 'all' as const }]
        : distort(node.behaviour, message, node.own, this.#random);
    for (const utterance of utterances) {
      const heard = this.#heardOf(utterance.message);
      for (let to = 0; to < this.nodes.length; to++) {
        if (to === from || (utterance.to !== 'all' && (utterance.to === 'even') !== (to % 2 === 0))) continue;
        this.#send(from, to, utterance.message, 1, heard);
      }
    }
  }

  #send(from: number, to: number, message: Message, hops: number, heard = this.#heardOf(message)): void {
    const { life } = this.nodes[to] as Node;
    if (hops < 1 && heard[to] === life) return;
    if (this.#post(from, to, { kind: 'message', to, from, message, hops })) heard[to] = life;
  }

  #heardOf(message: Message): Uint16Array {
    const known = this.#heard.get(message) ?? new Uint16Array(this.nodes.length);
    this.#heard.set(message, known);
    return known;
  }

  /** False if the network swallows it. */
  #post(from: number, to: number, event: Happening): boolean {
    const { loss = 0, duplicates = 0, delayMs = [20, 200], healedMs } = this.#options;
    const healthy = healedMs !== undefined && this.elapsedMs >= healedMs;
    if (this.#parted(from, to) || (!healthy && loss > 0 && this.#chance() < loss)) {
      this.counts.lost++;
      return false;
    }
    const [min, max] = delayMs;
    const delay = (): number => min + Math.floor(this.#chance() * (max - min));
    this.#events.push(this.#nowMs + delay(), event);
    if (duplicates > 0 && this.#chance() < duplicates) this.#events.push(this.#nowMs + delay(), event);
    return true;
  }

  #parted(from: number, to: number): boolean {
    const { partitions = [] } = this.#options;
    const now = this.elapsedMs;
    return partitions.some(({ fromMs, toMs, group }) => now >= fromMs && now < toMs && group(from) !== group(to));
  }

  /** A faulty node answers requests as everybody does, unless it is silent. */
  #answer(index: number, from: number, items: readonly InventoryItem[], hops: number): void {
    const { disk, behaviour } = this.nodes[index] as Node;
    if (behaviour === 'silent') return;
    let found = false;
    for (const item of items) {
      const message = disk.find(item);
      if (message === undefined) continue;
      found = true;
      this.#send(index, from, message, 0);
    }
    if (found || hops <= 1) return;
    const to = this.#anybody(index);
    this.#post(index, to, { kind: 'request', to, from, items, hops: hops - 1 });
  }

  #setTimer(to: number, node: Node, atMs: number): void {
    const due = Math.max(atMs, this.#nowMs);
    if (node.timerMs === due) return;
    node.timerMs = due;
    this.#events.push(due, { kind: 'timer', to, atMs: due });
  }

  #peers(index: number, peer: string | undefined, count: number): readonly number[] {
    if (peer !== undefined) return [Number(peer)];
    if (this.nodes.length < 2) return [];
    return Array.from({ length: Math.min(count, this.nodes.length - 1) }, () => this.#anybody(index));
  }

  #anybody(but: number): number {
    const other = this.#random() % (this.nodes.length - 1);
    return other >= but ? other + 1 : other;
  }

  #chance(): number {
    return this.#random() / 0x1_0000_0000;
  }
}

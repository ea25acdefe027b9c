import type { Address } from './address.ts';
import { distance, HEIGHTS } from './peerId.ts';
import { pickSome, type RandomU32 } from './random.ts';

/** Most nodes of one bucket, and of one answer. Spec: 07 §1 */
export const BUCKET_SIZE = 20;

/** A peer that has spoken to us. */
export type Node = {
  readonly id: Uint8Array;
  readonly nonce: Uint8Array;
  readonly address: Address;
  readonly networkId: number;
  readonly seenMs: number;
};

export type BucketOptions = {
  /** A node not heard of for this long is not alive. */
  readonly nodeTtlMs: number;
  /** How long a silent node has to answer before another one takes its place. */
  readonly nodeEvictAfterMs: number;
  /** A bucket without news for this long is refreshed. */
  readonly bucketTtlMs: number;
};

/** What became of a node. `probe` is a silent node that should be pinged: it will go unless it answers. */
export type InsertResult = {
  readonly kind: 'inserted' | 'updated' | 'pending' | 'full' | 'unknown' | 'self';
  readonly probe?: Node | undefined;
};

type Entry = Node & { flaggedMs: number | undefined };
type Bucket = { readonly nodes: Entry[]; pending: Node | undefined };

/**
 * Known peers by height of their distance; in each bucket the least recently heard of comes first.
 * Time is an argument of every call. Spec: 07 §5
 */
export class RoutingTable {
  readonly #own: Uint8Array;
  readonly #options: BucketOptions;
  readonly #buckets: (Bucket | undefined)[] = new Array(HEIGHTS);
  readonly #random: RandomU32;

  constructor(own: Uint8Array, options: BucketOptions, random: RandomU32) {
    this.#own = own.slice();
    this.#options = options;
    this.#random = random;
  }

  /** All known nodes, alive or not. */
  get size(): number {
    return this.#buckets.reduce((sum, bucket) => sum + (bucket?.nodes.length ?? 0), 0);
  }

  /** Takes in a node that spoke to us; the caller has verified nonce, id, version and network. Spec: 07 §5.1 */
  insert(node: Omit<Node, 'seenMs'>, nowMs: number): InsertResult {
    const height = distance(this.#own, node.id);
    if (height < 0) return { kind: 'self' };
    this.#buckets[height] ??= { nodes: [], pending: undefined };
    const bucket = this.#buckets[height];
    if (this.#touch(bucket, node.id, nowMs)) {
      this.#tryEvict(bucket, nowMs);
      return { kind: 'updated', probe: flagged(bucket) };
    }
    this.#tryEvict(bucket, nowMs);
    // An eviction may just have let this very node in from the waiting place.
    if (this.#touch(bucket, node.id, nowMs)) return { kind: 'updated', probe: flagged(bucket) };
    const entry: Entry = {
      id: node.id.slice(),
      nonce: node.nonce.slice(),
      address: node.address,
      networkId: node.networkId,
      seenMs: nowMs,
      flaggedMs: undefined,
    };
    if (bucket.nodes.length < BUCKET_SIZE) {
      bucket.nodes.push(entry);
      return { kind: 'inserted', probe: flagged(bucket) };
    }
    if (this.#isAlive(bucket.nodes[0] as Node, nowMs)) return { kind: 'full' };
    bucket.pending = entry;
    return { kind: 'pending', probe: flagged(bucket) };
  }

  /** Notes that a node was heard of; nothing happens to unknown ones. Spec: 07 §5.2 */
  refresh(id: Uint8Array, nowMs: number): InsertResult {
    const bucket = this.#bucketOf(id);
    if (bucket === undefined || !this.#touch(bucket, id, nowMs)) return { kind: 'unknown' };
    this.#tryEvict(bucket, nowMs);
    return { kind: 'updated', probe: flagged(bucket) };
  }

  isOwn(id: Uint8Array): boolean {
    return sameId(this.#own, id);
  }

  get(id: Uint8Array): Node | undefined {
    return this.#bucketOf(id)?.nodes.find((node) => sameId(node.id, id));
  }

  /** True if a node with this id would find room and is not known yet. Spec: 07 §5.4 */
  hasRoomFor(id: Uint8Array): boolean {
    if (distance(this.#own, id) < 0) return false;
    const bucket = this.#bucketOf(id);
    return bucket === undefined || (bucket.nodes.length < BUCKET_SIZE && this.get(id) === undefined);
  }

  remove(id: Uint8Array): void {
    const bucket = this.#bucketOf(id);
    const at = bucket?.nodes.findIndex((node) => sameId(node.id, id)) ?? -1;
    if (at >= 0) bucket?.nodes.splice(at, 1);
  }

  /** The known nodes nearest to `target` by height, itself left out; at most 20. Spec: 07 §5.4 */
  closest(target: Uint8Array): Node[] {
    const byHeight: Node[][] = [];
    for (const node of this.nodes()) {
      const height = distance(node.id, target);
      if (height < 0) continue;
      byHeight[height] ??= [];
      byHeight[height].push(node);
    }
    const out: Node[] = [];
    for (const nodes of byHeight) {
      if (nodes !== undefined) out.push(...nodes);
      if (out.length >= BUCKET_SIZE) break;
    }
    return out.slice(0, BUCKET_SIZE);
  }

  /**
   * For each non-empty bucket up to `maxHeight` some random nodes of it. Silent ones serve only where live ones are short: the
   * choice is the sender's, and it keeps broadcasts whole while nodes come and go. Spec: 07 §7.1
   */
  delegates(maxHeight: number, perBucket: number, nowMs: number): { height: number; nodes: Node[] }[] {
    const out: { height: number; nodes: Node[] }[] = [];
    for (let height = 0; height <= Math.min(maxHeight, HEIGHTS - 1); height++) {
      const all = this.#buckets[height]?.nodes ?? [];
      if (all.length === 0) continue;
      const alive = all.filter((node) => this.#isAlive(node, nowMs));
      const nodes = pickSome(alive, perBucket, this.#random);
      if (nodes.length < perBucket) {
        const silent = all.filter((node) => !this.#isAlive(node, nowMs));
        nodes.push(...pickSome(silent, perBucket - nodes.length, this.#random));
      }
      out.push({ height, nodes });
    }
    return out;
  }

  /** Up to `count` random nodes that are alive. Spec: 07 §7.3 */
  alive(nowMs: number, count: number): Node[] {
    return pickSome(
      [...this.nodes()].filter((node) => this.#isAlive(node, nowMs)),
      count,
      this.#random,
    );
  }

  /** Nodes that were not heard of within `nodeTtlMs`. */
  silent(nowMs: number): Node[] {
    return [...this.nodes()].filter((node) => !this.#isAlive(node, nowMs));
  }

  /** Heights without a bucket, or with one whose least recently heard of node is old. An emptied bucket is not idle. Spec: 07 §5.3 */
  idleHeights(nowMs: number): number[] {
    const idle: number[] = [];
    for (let height = 0; height < HEIGHTS; height++) {
      const bucket = this.#buckets[height];
      const oldest = bucket?.nodes[0];
      if (bucket === undefined || (oldest !== undefined && nowMs - oldest.seenMs >= this.#options.bucketTtlMs)) {
        idle.push(height);
      }
    }
    return idle;
  }

  /** Removes all silent nodes; live waiting ones take their places. Spec: 07 §5.3 */
  removeSilent(nowMs: number): number {
    let removed = 0;
    for (const bucket of this.#buckets) {
      if (bucket === undefined) continue;
      const alive = bucket.nodes.filter((node) => this.#isAlive(node, nowMs));
      removed += bucket.nodes.length - alive.length;
      bucket.nodes.splice(0, bucket.nodes.length, ...alive);
      this.#admitPending(bucket, nowMs);
    }
    return removed;
  }

  /** Occupied heights with their nodes, lowest first. Spec: 07 §11 */
  buckets(): { height: number; nodes: readonly Node[] }[] {
    const out: { height: number; nodes: readonly Node[] }[] = [];
    this.#buckets.forEach((bucket, height) => {
      if (bucket !== undefined && bucket.nodes.length > 0) out.push({ height, nodes: bucket.nodes });
    });
    return out;
  }

  *nodes(): Generator<Node> {
    for (const bucket of this.#buckets) if (bucket !== undefined) yield* bucket.nodes;
  }

  #bucketOf(id: Uint8Array): Bucket | undefined {
    const height = distance(this.#own, id);
    return height < 0 ? undefined : this.#buckets[height];
  }

  #isAlive(node: Node, nowMs: number): boolean {
    return nowMs - node.seenMs < this.#options.nodeTtlMs;
  }

  /** Moves a known node to the end. */
  #touch(bucket: Bucket, id: Uint8Array, nowMs: number): boolean {
    const at = bucket.nodes.findIndex((node) => sameId(node.id, id));
    if (at < 0) return false;
    const [node] = bucket.nodes.splice(at, 1) as [Entry];
    bucket.nodes.push({ ...node, seenMs: nowMs, flaggedMs: undefined });
    return true;
  }

  #tryEvict(bucket: Bucket, nowMs: number): void {
    const first = bucket.nodes[0];
    if (first === undefined || bucket.nodes.length < BUCKET_SIZE) return;
    if (first.flaggedMs === undefined) {
      if (!this.#isAlive(first, nowMs)) first.flaggedMs = nowMs;
    } else if (nowMs - first.flaggedMs >= this.#options.nodeEvictAfterMs) {
      bucket.nodes.shift();
      this.#admitPending(bucket, nowMs);
    }
  }

  #admitPending(bucket: Bucket, nowMs: number): void {
    const { pending } = bucket;
    if (pending === undefined || bucket.nodes.length >= BUCKET_SIZE) return;
    bucket.pending = undefined;
    if (this.#isAlive(pending, nowMs) && !bucket.nodes.some((node) => sameId(node.id, pending.id))) {
      bucket.nodes.push({ ...pending, flaggedMs: undefined });
    }
  }
}

function flagged(bucket: Bucket): Node | undefined {
  const first = bucket.nodes[0];
  return first?.flaggedMs === undefined ? undefined : first;
}

function sameId(a: Uint8Array, b: Uint8Array): boolean {
  return distance(a, b) < 0;
}

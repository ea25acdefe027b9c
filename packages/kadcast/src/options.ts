import { defaultEncoderOptions, type EncoderOptions } from './chunk.ts';
import { type DecoderOptions, defaultDecoderOptions } from './decoderCache.ts';
import { defaultOutboxOptions, type OutboxOptions } from './outbox.ts';
import type { RateOptions } from './rateLimit.ts';
import type { BucketOptions } from './routingTable.ts';

/** How an overlay node behaves; the defaults are those of the live networks. Spec: 07 §10 */
export type OverlayOptions = {
  /** Other nodes must belong to the same network. Spec: 14 §1 */
  readonly networkId: number;
  /** Where others see us, `ip:port`. Also decides the peer id. */
  readonly publicAddress: string;
  /** Where to begin, `host:port` each. */
  readonly bootstrappingNodes: readonly string[];
  /** Passes messages on as they are decoded, before anybody has checked them. */
  readonly autoPropagate: boolean;
  /** Asks nodes we are told of for their neighbours, instead of just greeting them. */
  readonly recursiveDiscovery: boolean;
  /** Own protocol version. */
  readonly version: string;
  /** Versions accepted, a requirement in Cargo's syntax. */
  readonly versionMatch: string;
  readonly bucket: BucketOptions;
  /** As long as fewer peers are alive, the bootstrapping nodes are asked. */
  readonly minPeers: number;
  readonly bootstrapRetryMs: number;
  /** How often the nearest nodes are asked for still nearer ones. */
  readonly neighboursEveryMs: number;
  readonly encoder: EncoderOptions;
  readonly decoder: DecoderOptions;
  readonly outbox: OutboxOptions;
  /** What one address may send us. */
  readonly rate: RateOptions;
  /** How often a new way of contact that we only heard of may be tried, per second. */
  readonly contactsPerSecond: number;
  /** Trailing zero bits of the own nonce: 2^difficulty hashes at start, if no nonce is given. */
  readonly difficulty: number;
  /** Own nonce, 4 bytes in hex, kept from an earlier start at this address. */
  readonly nonce?: string | undefined;
};

export const defaultOverlayOptions: OverlayOptions = {
  networkId: 0,
  publicAddress: '127.0.0.1:9000',
  bootstrappingNodes: [],
  autoPropagate: false,
  recursiveDiscovery: true,
  version: '1.0.0',
  versionMatch: '1.0.0',
  bucket: { nodeTtlMs: 120_000, nodeEvictAfterMs: 15_000, bucketTtlMs: 600_000 },
  minPeers: 20,
  bootstrapRetryMs: 30_000,
  neighboursEveryMs: 30_000,
  encoder: defaultEncoderOptions,
  decoder: defaultDecoderOptions,
  outbox: defaultOutboxOptions,
  rate: { perSecond: 50_000, burst: 100_000 },
  contactsPerSecond: 500,
  difficulty: 20,
};

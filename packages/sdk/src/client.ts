import { type Clock, systemClock } from '@eventide/base';
import { type RandomBytes, systemRandom } from '@eventide/crypto/random';
import type { Prover } from '@eventide/prover';
import { type ChainFacts, type NetworkChoice, readChainFacts } from './chain/facts.ts';
import type { Transport } from './transports/transport.ts';
import type { Scanner } from './wallet/scan/scanner.ts';

export type ClientOptions = {
  /** `http(url)`, `rues(url)`, `fallback([…])` or `inProcess(node)`. */
  readonly transport: Transport;
  /** What the node must be of; `'local'` (default) takes any network without value. */
  readonly network?: NetworkChoice | undefined;
  /** Needed by shielded transactions. */
  readonly prover?: Prover | undefined;
  /** Scans notes; default: this thread, between other work. */
  readonly scanner?: Scanner | undefined;
  /** Default: of the platform. */
  readonly random?: RandomBytes | undefined;
  readonly clock?: Clock | undefined;
};

/** The connection of an app or wallet to one network: what every action takes first. */
export type Client = {
  readonly transport: Transport;
  readonly prover: Prover | undefined;
  readonly scanner: Scanner | undefined;
  readonly random: RandomBytes;
  readonly clock: Clock;
  /**
   * Facts of the node's chain, asked once and compared with the network of the client.
   * @throws NetworkError NETWORK_WRONG_CHAIN, NETWORK_UNREACHABLE, NETWORK_BAD_ANSWER
   */
  chain(signal?: AbortSignal): Promise<ChainFacts>;
  /** Ends the socket; prover and scanner belong to their maker. */
  close(): void;
};

/**
 * A client. Nothing is asked before the first action; the first one compares chain id and genesis hash.
 * Spec: 13 §4
 */
export function createClient(options: ClientOptions): Client {
  const { transport, network = 'local', prover, scanner, random = systemRandom, clock = systemClock } = options;
  let facts: Promise<ChainFacts> | null = null;
  return {
    transport,
    prover,
    scanner,
    random,
    clock,
    chain(signal) {
      facts ??= readChainFacts(transport, network, signal).catch((error: unknown) => {
        // The next action asks again.
        facts = null;
        throw error;
      });
      return facts;
    },
    close: () => transport.close(),
  };
}

import { type Clock, type Log, type Metrics, systemClock } from '@eventide/base';
import type { Address } from './address.ts';
import type { OverlayOptions } from './options.ts';
import { Overlay, type OverlayMessage } from './overlay.ts';
import type { RandomU32 } from './random.ts';
import { openUdpTransport, resolveHost, type UdpOptions } from './udpTransport.ts';

/** A node on real sockets. */
export type KadcastNodeOptions = { readonly overlay: OverlayOptions; readonly udp: UdpOptions };

export type KadcastNodeDeps = {
  readonly onMessage: (message: OverlayMessage) => void;
  readonly clock?: Clock | undefined;
  readonly random?: RandomU32 | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
};

/**
 * Opens the sockets and starts an overlay node in this thread; it ends with the signal. `startKadcastWorker` does the same in
 * a thread of its own. @throws KadcastError, FaultError
 */
export async function startKadcastNode(
  options: KadcastNodeOptions,
  deps: KadcastNodeDeps,
  signal: AbortSignal,
): Promise<{ readonly overlay: Overlay; readonly listen: Address }> {
  const { clock = systemClock, random = systemRandom, log, metrics, onMessage } = deps;
  const transport = await openUdpTransport(options.udp, clock, log);
  try {
    const overlay = new Overlay(options.overlay, {
      transport,
      clock,
      random,
      resolve: resolveHost,
      onMessage,
      log,
      metrics,
    });
    overlay.start(signal);
    return { overlay, listen: transport.address };
  } catch (error) {
    transport.close();
    throw error;
  }
}

/** Numbers of the system's generator. */
const systemRandom: RandomU32 = () => crypto.getRandomValues(new Uint32Array(1))[0] as number;

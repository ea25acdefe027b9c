import type { NetworkEvent } from '../network/events.ts';
import { type SoloNetwork, type SoloNetworkOptions, startSolo } from './startSolo.ts';

/** A network of one node as tests use it: any free port, mock proofs, blocks at once and final at once. */
export function startTestSolo(
  options: Partial<SoloNetworkOptions> & Pick<SoloNetworkOptions, 'home'>,
  onEvent: (event: NetworkEvent) => void = () => {},
): Promise<SoloNetwork> {
  const usual = {
    name: 'solo',
    host: '127.0.0.1',
    port: 0,
    mine: { kind: 'instant' },
    proofs: 'mock',
    protocol: 'eventide',
    seed: 0,
    accounts: 10,
    finality: 'instant',
    contracts: undefined,
    walletCore: undefined,
    state: undefined,
  } as const;
  return startSolo({ ...usual, ...options }, onEvent);
}

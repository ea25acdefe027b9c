import { ParamsError } from '../errors.ts';
import type { Network } from '../network.ts';
import { devnet } from './devnet.ts';
import { localnet } from './localnet.ts';
import { mainnet } from './mainnet.ts';
import { testnet } from './testnet.ts';

/**
 * The network of protocol `rusk-1.6` of this name. Networks of our own come from their genesis parameters.
 * The chain id never selects a protocol.
 * @throws ParamsError PARAMS_UNKNOWN_NETWORK
 * Spec: 14 §1
 */
export function networkByName(name: string): Network {
  const network = [mainnet, testnet, devnet, localnet].find((candidate) => candidate.name === name);
  if (!network) throw new ParamsError('PARAMS_UNKNOWN_NETWORK', { name: name.slice(0, 40) });
  return network;
}

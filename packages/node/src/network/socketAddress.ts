import type { Address } from '@eventide/kadcast';
import { formatAddress, formatHost, parseHost } from '@eventide/kadcast/address';
import type { SocketAddress } from '@eventide/ledger';
import type { Peer } from '../chain/effects.ts';

/** Spec: 06 §6.3 */
export function toSocketAddress({ host, port }: Address): SocketAddress {
  return { ip: parseHost(host), port };
}

export function toAddress({ ip, port }: SocketAddress): Address {
  return { host: formatHost(ip), port };
}

/** How the chain names a neighbour. */
export function peerOf(address: Address): Peer {
  return formatAddress(address);
}

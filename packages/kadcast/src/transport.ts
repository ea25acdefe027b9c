import type { Address } from './address.ts';

/** Carries datagrams; may lose, repeat and reorder them. Implementations: `udpTransport`, `createSimulatedNetwork`. */
export type Transport = {
  /** Sends without waiting. The bytes must not change afterwards. */
  send(datagram: Uint8Array, to: Address): void;
  /** Datagrams handed over but not sent yet. */
  readonly pending: number;
  /** Where datagrams go; `source` is the sender's address as the network shows it. Set once, before anything is sent. */
  onDatagram(receive: (datagram: Uint8Array, source: Address) => void): void;
  /** Stops receiving and frees the sockets. */
  close(): void;
};

import type { SocketAddress } from '@eventide/ledger';

/**
 * Numbers that make repeated requests differ, so that duplicate filters let them pass. They begin at the own address, as those of the
 * reference do, and at the port: nodes of one machine would drop each other's first requests as their own.
 * Spec: 06 §6.1
 */
export function createNonces({ ip, port }: SocketAddress): () => Uint8Array {
  const bytes = new Uint8Array(8);
  ip.forEach((byte, i) => {
    bytes[i % 8] = ((bytes[i % 8] as number) + byte) & 0xff;
  });
  const view = new DataView(bytes.buffer);
  view.setUint16(6, view.getUint16(6, true) ^ port, true);
  let next = view.getBigUint64(0, true);
  return () => {
    const nonce = new Uint8Array(8);
    new DataView(nonce.buffer).setBigUint64(0, BigInt.asUintN(64, next++), true);
    return nonce;
  };
}

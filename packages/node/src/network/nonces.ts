/**
 * Numbers that make repeated requests differ, so that duplicate filters let them pass; they begin at the own address, as those of the
 * reference do. Spec: 06 §6.1
 */
export function createNonces(ip: Uint8Array): () => Uint8Array {
  const bytes = new Uint8Array(8);
  if (ip.length === 4) bytes.set(ip);
  else
    ip.forEach((byte, i) => {
      bytes[i % 8] = ((bytes[i % 8] as number) + byte) & 0xff;
    });
  let next = new DataView(bytes.buffer).getBigUint64(0, true);
  return () => {
    const nonce = new Uint8Array(8);
    new DataView(nonce.buffer).setBigUint64(0, BigInt.asUintN(64, next++), true);
    return nonce;
  };
}

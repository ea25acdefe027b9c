/** A raw public key that is no point, good for tests in which signatures have verdicts: number n, then ones. */
export function account(n: number): Uint8Array {
  const key = new Uint8Array(200).fill(1, 0, 192);
  new DataView(key.buffer).setUint32(0, n, true);
  return key;
}

/** The number of such a key. */
export function accountNumber(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset).getUint32(0, true);
}

export const signature: Uint8Array = new Uint8Array(104).fill(5, 0, 96);

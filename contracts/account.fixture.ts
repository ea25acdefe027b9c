/** A raw public key that is no point, good for tests in which signatures have verdicts: the number n everywhere. */
export function account(n: number): Uint8Array {
  return new Uint8Array(200).fill(n, 0, 192);
}

export const signature: Uint8Array = new Uint8Array(104).fill(5, 0, 96);

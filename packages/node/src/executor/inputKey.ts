import { concatBytes, intToBytesLe, toHex, utf8 } from '@eventide/base';
import { blake3 } from '@eventide/crypto/hash';
import type { BlockInput } from '@eventide/execution';

/** Names everything that the execution of a block depends on; `transactions` as bytes. */
export function inputKey(input: Omit<BlockInput, 'transactions'>, transactions: readonly Uint8Array[]): string {
  const { previousRoot, height, gasLimit, generator, voters, slashes } = input;
  const parts = [previousRoot, intToBytesLe(height, 8), intToBytesLe(gasLimit, 8), generator];
  parts.push(intToBytesLe(BigInt(voters.length), 4), intToBytesLe(BigInt(slashes.length), 4));
  for (const { key, credits } of voters) parts.push(key, intToBytesLe(BigInt(credits), 4));
  for (const { key, kind } of slashes) parts.push(key, utf8(kind));
  for (const bytes of transactions) parts.push(intToBytesLe(BigInt(bytes.length), 4), bytes);
  return toHex(blake3(concatBytes(...parts)));
}

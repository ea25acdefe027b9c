import { type Client, getBlock, getTip } from '@eventide/sdk';

const DAY_SEC = 86_400n;

/** The last height at least a day before a moment, found by halving; 0 where the chain is younger. */
export async function heightAt(client: Client, ms: number): Promise<bigint> {
  const wanted = BigInt(Math.floor(ms / 1_000)) - DAY_SEC;
  let low = 0n;
  let high = (await getTip(client)).height;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const block = await getBlock(client, middle);
    if (block !== null && block.timestampSec <= wanted) low = middle;
    else high = middle - 1n;
  }
  return low;
}

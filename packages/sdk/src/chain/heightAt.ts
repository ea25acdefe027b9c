import type { Client } from '../client.ts';
import { getBlock, getTip, type ReadOptions } from './actions.ts';

const DAY_SEC = 86_400n;

/**
 * The last height at least a day before a moment, found by halving: where a wallet of that day begins to scan, whatever the time zone.
 * 0 where the chain is younger, and where the node does not keep blocks so old. Costs one request for each halving.
 * @throws NetworkError
 */
export async function heightAt(client: Client, ms: number, options: ReadOptions = {}): Promise<bigint> {
  const wanted = BigInt(Math.floor(ms / 1_000)) - DAY_SEC;
  let low = 0n;
  let high = (await getTip(client, options)).height;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const block = await getBlock(client, middle, options);
    if (block !== null && block.timestampSec <= wanted) low = middle;
    else high = middle - 1n;
  }
  return low;
}

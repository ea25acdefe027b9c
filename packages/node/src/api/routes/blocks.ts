import type { JsonValue } from '@eventide/ledger';
import { gasTerms } from '@eventide/tx';
import type { MempoolDoor } from '../nodeDoor.ts';
import { jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

const COUNT = /^\+?[0-9]{1,20}$/;

/** Prices in the mempool. Spec: 08 §3 */
export function blockRoutes(mempool: MempoolDoor): RuesRoute[] {
  return [
    {
      component: 'blocks',
      topic: 'gas-price',
      handle: ({ body }) => {
        const text = body.text.trim();
        const most = COUNT.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
        return jsonAnswer(gasPrices(mempool, most));
      },
    },
  ];
}

/** Statistics of the best prices. Spec: 08 §3 */
function gasPrices(mempool: MempoolDoor, most: number): JsonValue {
  const prices: bigint[] = [];
  for (const { tx } of mempool.byPrice()) {
    if (prices.length >= most) break;
    prices.push(gasTerms(tx).gasPrice);
  }
  const [max] = prices;
  const min = prices.at(-1);
  if (max === undefined || min === undefined) return { average: 1n, max: 1n, median: 1n, min: 1n };
  const count = BigInt(prices.length);
  const sum = prices.reduce((total, price) => total + price, 0n);
  const middle = prices.length >> 1;
  const upper = prices[middle] as bigint;
  const median = prices.length % 2 === 1 ? upper : ((prices[middle - 1] as bigint) + upper) / 2n;
  return { average: (sum + count - 1n) / count, max, median, min };
}

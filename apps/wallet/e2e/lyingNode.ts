import type { BrowserContext, Route } from 'playwright-core';

/** A request on its way to the node, and what the node would answer. */
export type AskedNode = { readonly path: string; readonly body: Buffer; readonly truth: () => Promise<Buffer> };

/** Gives another answer, lets the node answer (null), or none at all. */
export type Between = (asked: AskedNode) => Promise<Lie> | Lie;
type Lie = Uint8Array | string | null | 'hang up';

/** Puts somebody between the pages of a context, their workers too, and the node at `url`. */
export async function standBetween(context: BrowserContext, url: string, between: Between): Promise<void> {
  await context.route(`${url}/**`, async (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.continue();
    const lie = await between({
      path: new URL(request.url()).pathname,
      body: request.postDataBuffer() ?? Buffer.alloc(0),
      truth: async () => (await route.fetch()).body(),
    });
    // The page may have been closed meanwhile: nobody waits for the answer then.
    await tell(route, lie).catch(() => {});
  });
}

function tell(route: Route, lie: Lie): Promise<void> {
  if (lie === null) return route.continue();
  if (lie === 'hang up') return route.abort('connectionreset');
  const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  return route.fulfill({ status: 200, headers, body: typeof lie === 'string' ? lie : Buffer.from(lie) });
}

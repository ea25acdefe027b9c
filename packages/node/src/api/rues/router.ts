import { formatUri, type RuesUri } from '@eventide/rues';
import { ApiError, RefusedRequest } from '../errors.ts';
import type { RuesHandler } from './exchange.ts';

/** Which requests a handler takes. */
export type RuesRoute = {
  readonly component: string;
  /** Any if absent. */
  readonly topic?: string | undefined;
  /** Needs one; most others do not look at it. */
  readonly entity?: true | undefined;
  readonly handle: RuesHandler;
};

/** Finds the handler of a request: by component and topic, or for a component as a whole. Spec: 08 §3 */
export class RuesRouter {
  readonly #routes = new Map<string, RuesRoute>();

  /** @throws ApiError API_BAD_OPTION for two handlers of one place */
  constructor(routes: readonly RuesRoute[]) {
    for (const route of routes) {
      const key = keyOf(route.component, route.topic);
      if (this.#routes.has(key)) throw new ApiError('API_BAD_OPTION', { option: 'extraRoutes', route: key });
      this.#routes.set(key, route);
    }
  }

  /** Every route, in the order it was given. */
  get routes(): readonly RuesRoute[] {
    return [...this.#routes.values()];
  }

  /** @throws RefusedRequest unsupported */
  find(uri: RuesUri): RuesHandler {
    const route =
      this.#routes.get(keyOf(uri.component, uri.topic)) ?? this.#routes.get(keyOf(uri.component, undefined));
    if (route === undefined || (route.entity === true && uri.entity === undefined))
      throw new RefusedRequest('unsupported');
    return route.handle;
  }
}

function keyOf(component: string, topic: string | undefined): string {
  return formatUri({ component, topic: topic ?? '*' });
}

import { type ReadonlySignal, signal } from '@preact/signals';

/** A place in an app: `#/send/now?to=…` has path `['send', 'now']`. */
export type Route = { readonly path: readonly string[]; readonly query: Readonly<Record<string, string>> };

export type Router = {
  readonly route: ReadonlySignal<Route>;
  /** Adds an entry to the history, or replaces the current one. */
  go(target: string, options?: { readonly replace?: boolean }): void;
  close(): void;
};

/** The window, as far as a router needs it. */
export type RouterWindow = Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>;

/** Routes live behind the hash, so that no server needs to know them and no request carries them. */
export function createRouter(window: RouterWindow): Router {
  const route = signal(parseRoute(window.location.hash));
  const read = (): void => {
    route.value = parseRoute(window.location.hash);
  };
  window.addEventListener('hashchange', read);
  return {
    route,
    go: (target, { replace = false } = {}) => {
      if (replace) window.history.replaceState(null, '', `#${target}`);
      else window.history.pushState(null, '', `#${target}`);
      read();
    },
    close: () => window.removeEventListener('hashchange', read),
  };
}

/** Reads a hash. Broken escapes are kept as they stand: a link from outside never breaks a page. */
export function parseRoute(hash: string): Route {
  const [place = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const path = place.split('/').filter((part) => part !== '');
  return { path: path.map(unescapePart), query: Object.fromEntries(new URLSearchParams(search)) };
}

function unescapePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

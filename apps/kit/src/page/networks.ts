/** A network the server of this page names. */
export type NetworkEntry = {
  readonly name: string;
  /** Address of a node's API. */
  readonly node: string;
  readonly explorer?: string | undefined;
  readonly wallet?: string | undefined;
  /** Accounts and addresses whose names everybody on a local network knows. */
  readonly names?: readonly { readonly name: string; readonly key: string }[] | undefined;
};

const MOST = 32;
const MOST_NAMES = 200;

/** The networks in `networks.json` beside the page. Without an entry the node is where the page comes from. */
export async function loadNetworks(): Promise<readonly NetworkEntry[]> {
  const own: NetworkEntry = { name: location.host, node: location.origin };
  try {
    const response = await fetch('/networks.json', { cache: 'no-cache' });
    const { networks } = (await response.json()) as { readonly networks?: unknown };
    const known = Array.isArray(networks) ? networks.slice(0, MOST).flatMap(readEntry) : [];
    return known.length === 0 ? [own] : known;
  } catch {
    return [own];
  }
}

function readEntry(json: unknown): NetworkEntry[] {
  if (typeof json !== 'object' || json === null) return [];
  const { name, node, explorer, wallet, names } = json as Record<string, unknown>;
  if (typeof name !== 'string' || !isWebAddress(node)) return [];
  return [
    {
      name,
      node: node.replace(/\/+$/, ''),
      ...(isWebAddress(explorer) ? { explorer } : {}),
      ...(isWebAddress(wallet) ? { wallet } : {}),
      ...(Array.isArray(names) ? { names: names.slice(0, MOST_NAMES).flatMap(readName) } : {}),
    },
  ];
}

function readName(json: unknown): { readonly name: string; readonly key: string }[] {
  const { name, key } = (json ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof key === 'string' ? [{ name, key }] : [];
}

/** True for http and https addresses without credentials. */
export function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

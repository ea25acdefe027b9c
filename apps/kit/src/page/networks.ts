/** A network the server of this page names. */
export type NetworkEntry = {
  readonly name: string;
  /** Address of a node's API. */
  readonly node: string;
  readonly explorer?: string | undefined;
  readonly wallet?: string | undefined;
};

const MOST = 32;

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
  const { name, node, explorer, wallet } = json as Record<string, unknown>;
  if (typeof name !== 'string' || !isWebAddress(node)) return [];
  return [
    {
      name,
      node: node.replace(/\/+$/, ''),
      ...(isWebAddress(explorer) ? { explorer } : {}),
      ...(isWebAddress(wallet) ? { wallet } : {}),
    },
  ];
}

/** True for http and https addresses without credentials. */
export function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

import { loadNetworks, type NetworkEntry } from '@eventide/kit';
import { type ChainFacts, type Client, createClient, getNodeInfo, rues } from '@eventide/sdk';
import { signal } from '@preact/signals';

/** Networks the server of this page names; the first is looked at. */
export const networks = signal<readonly NetworkEntry[]>([]);
export const network = signal<NetworkEntry | null>(null);
export const client = signal<Client | null>(null);
export const facts = signal<ChainFacts | null>(null);
/** Whether events of the node flow. */
export const nodeState = signal<'connecting' | 'online' | 'offline'>('connecting');

/** Connects to the first network that the server of this page names; a link cannot name another node. */
export async function connect(): Promise<void> {
  networks.value = await loadNetworks();
  choose(networks.value[0] as NetworkEntry);
}

/** Looks at another network. */
export function choose(entry: NetworkEntry): void {
  client.value?.close();
  network.value = entry;
  facts.value = null;
  const next = createClient({ transport: rues(entry.node) });
  client.value = next;
  next.transport.events?.onState((state) => {
    if (client.value === next) nodeState.value = state;
  });
  void learnFacts(next);
}

async function learnFacts(next: Client): Promise<void> {
  try {
    const info = await getNodeInfo(next);
    const chainId = Number(info.chain_id ?? 0);
    const known = await createClient({ transport: next.transport, network: { chainId } }).chain();
    if (client.value === next) facts.value = known;
  } catch {
    if (client.value === next) nodeState.value = 'offline';
  }
}

/** The client of the network looked at. */
export function node(): Client {
  if (client.value === null) throw new Error('not connected yet');
  return client.value;
}

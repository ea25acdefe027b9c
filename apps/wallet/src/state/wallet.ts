import {
  createRpcClient,
  loadNetworks,
  type NetworkEntry,
  type RpcClient,
  readChoice,
  writeChoice,
} from '@eventide/kit';
import { signal } from '@preact/signals';
import type { EngineCalls, WalletView } from '../engine/protocol.ts';
import { emptyView } from '../engine/viewStore.ts';

/** What the key worker says of the wallet. */
export const view = signal<WalletView>(emptyView);
export const networks = signal<readonly NetworkEntry[]>([]);
/** The worker died; only a reload helps. */
export const crashed = signal<string | null>(null);

let client: RpcClient<EngineCalls> | undefined;

/** Starts the key worker and opens the wallet of the chosen network. */
export async function startWallet(): Promise<void> {
  const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module', name: 'keys' });
  const made = createRpcClient<EngineCalls>(worker as never);
  worker.onerror = (event) => {
    crashed.value = event.message;
    made.fail(event.message);
  };
  made.on('patch', (change: Partial<WalletView>) => {
    view.value = { ...view.value, ...change };
  });
  client = made;
  networks.value = await loadNetworks();
  const chosen = networks.value.find(({ name }) => name === readChoice('network')) ?? networks.value[0];
  if (chosen !== undefined) await made.call.start(chosen, threadsChoice());
}

/** Methods of the key worker. */
export function engine(): RpcClient<EngineCalls>['call'] {
  if (client === undefined) throw new Error('not started');
  return client.call;
}

/** Opens the wallet of another network. */
export async function chooseNetwork(entry: NetworkEntry): Promise<void> {
  writeChoice('network', entry.name);
  await engine().start(entry, threadsChoice());
}

/** Threads for proofs as the user set them; null: as the machine offers. */
export function threadsChoice(): number | null {
  const value = Number(readChoice('threads') ?? '');
  return Number.isInteger(value) && value > 0 ? value : null;
}

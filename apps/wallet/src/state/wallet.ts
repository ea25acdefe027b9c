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

let current: { readonly worker: Worker; readonly client: RpcClient<EngineCalls> } | undefined;

/** Starts the key worker and opens the wallet of the chosen network. */
export async function startWallet(): Promise<void> {
  const { call } = launch();
  networks.value = await loadNetworks();
  const chosen = networks.value.find(({ name }) => name === readChoice('network')) ?? networks.value[0];
  if (chosen !== undefined) await call.start(chosen, threadsChoice());
}

/** `silent`: it takes the place of another one, so that the screen stays as it is until the wallet is found again. */
function launch(silent = false): RpcClient<EngineCalls> {
  const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module', name: 'keys' });
  const client = createRpcClient<EngineCalls>(worker as never);
  worker.onerror = (event) => {
    crashed.value = event.message;
    client.fail(event.message);
  };
  let quiet = silent;
  client.on('patch', (change: Partial<WalletView>) => {
    if (current?.client !== client) return;
    const { phase } = view.value;
    const next = quiet && change.phase === 'starting' ? phase : (change.phase ?? phase);
    if (change.phase !== undefined && change.phase !== 'starting') quiet = false;
    view.value = { ...view.value, ...change, phase: next };
    if (phase === 'open' && next === 'locked') void renewEngine();
  });
  current = { worker, client };
  return client;
}

/**
 * Ends the key worker with everything in its memory and starts another one: what JavaScript has once held, a password as text for
 * instance, nobody can overwrite. Spec: 13 §5.5
 */
export async function renewEngine(entry: NetworkEntry | null = view.value.network): Promise<void> {
  const silent = entry?.name === view.value.network?.name && view.value.phase === 'locked';
  const old = current;
  const { call } = launch(silent);
  try {
    if (entry !== null) await call.start(entry, threadsChoice());
  } finally {
    // Not before: sites that ask meanwhile hear from it that the wallet is locked.
    old?.worker.terminate();
    old?.client.fail('the wallet was locked');
  }
}

/** Methods of the key worker. */
export function engine(): RpcClient<EngineCalls>['call'] {
  if (current === undefined) throw new Error('not started');
  return current.client.call;
}

/** Opens the wallet of another network. */
export async function chooseNetwork(entry: NetworkEntry): Promise<void> {
  writeChoice('network', entry.name);
  await renewEngine(entry);
}

/** Removes the wallet from this browser. */
export async function wipeWallet(): Promise<void> {
  try {
    await engine().wipe();
  } finally {
    await renewEngine();
  }
}

/** Threads for proofs as the user set them; null: as the machine offers. */
export function threadsChoice(): number | null {
  const value = Number(readChoice('threads') ?? '');
  return Number.isInteger(value) && value > 0 ? value : null;
}

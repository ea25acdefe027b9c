import { toHex } from '@eventide/base';
import type { CallRequest } from '../contracts/getContract.ts';
import { ConnectError, connectErrorOf } from './errors.ts';
import type {
  ConnectMethod,
  ConnectMethods,
  ConnectProfile,
  ConnectTransaction,
  DuskProvider,
  ProviderDetail,
  SignedAuth,
  SignedMessage,
} from './types.ts';

const REQUEST = 'dusk:requestProvider';
const ANNOUNCE = 'dusk:announceProvider';
/** Where apps remember the wallet of their user. Spec: 08 §11 */
const SELECTED = 'dusk.connect.selectedProvider';

export type DiscoverOptions = {
  /** Where wallets announce themselves; default the page. */
  readonly target?: EventTarget | undefined;
  /** How long announcements are collected; default 200 ms. */
  readonly waitMs?: number | undefined;
};

/** Wallets of the page, each once. Spec: 08 §11 */
export async function discoverWallets({
  target = globalThis as unknown as EventTarget,
  waitMs = 200,
}: DiscoverOptions = {}): Promise<ProviderDetail[]> {
  const found = new Map<string, ProviderDetail>();
  const hear = (event: Event): void => {
    const { detail } = event as CustomEvent<ProviderDetail>;
    if (typeof detail?.info?.uuid === 'string' && detail.provider?.isDusk === true) found.set(detail.info.uuid, detail);
  };
  target.addEventListener(ANNOUNCE, hear);
  target.dispatchEvent(new Event(REQUEST));
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  target.removeEventListener(ANNOUNCE, hear);
  return [...found.values()];
}

/** Announces a wallet now and whenever an app asks; returns how to stop. Spec: 08 §11 */
export function announceProvider(
  detail: ProviderDetail,
  target: EventTarget = globalThis as unknown as EventTarget,
): () => void {
  const announce = (): void => {
    target.dispatchEvent(
      new CustomEvent(ANNOUNCE, {
        detail: Object.freeze({ info: Object.freeze({ ...detail.info }), provider: detail.provider }),
      }),
    );
  };
  target.addEventListener(REQUEST, announce);
  announce();
  return () => target.removeEventListener(REQUEST, announce);
}

/** Remembers which wallet a user chose. */
export type SelectedWallet = { get(): string | null; set(uuid: string): void };

export type ConnectOptions = DiscoverOptions & {
  /** Shown to the user. */
  readonly reason?: string | undefined;
  /** Ask for the shielded address, too. */
  readonly shieldedAddress?: boolean | undefined;
  /** Chooses among several wallets; default the one chosen before, else the first. */
  readonly choose?: ((wallets: readonly ProviderDetail[]) => Promise<ProviderDetail | null>) | undefined;
  /** A provider at hand, instead of discovery. */
  readonly provider?: DuskProvider | undefined;
  readonly selected?: SelectedWallet | undefined;
};

/** The user's wallet, seen from an app. */
export type ConnectedWallet = {
  readonly provider: DuskProvider;
  readonly profiles: readonly ConnectProfile[];
  /** Any method with its types. @throws ConnectError */
  request<M extends ConnectMethod>(
    method: M,
    params?: ConnectMethods[M]['params'],
  ): Promise<ConnectMethods[M]['result']>;
  /** Pays, after the user's approval. */
  send(transaction: ConnectTransaction): Promise<{ readonly hash: string; readonly nonce?: string | undefined }>;
  /** Calls a contract: `wallet.write(contract.call.fn(args))`. */
  write(call: CallRequest): Promise<{ readonly hash: string; readonly nonce?: string | undefined }>;
  signMessage(message: Uint8Array): Promise<SignedMessage>;
  signAuth(params: ConnectMethods['dusk_signAuth']['params']): Promise<SignedAuth>;
  disconnect(): Promise<void>;
};

/**
 * Asks the user to connect a wallet to this app.
 * @throws ConnectError 4001 rejected, 4100 locked, 4900 no wallet in the page
 * Spec: 13 §4, 08 §11
 */
export async function connect(options: ConnectOptions = {}): Promise<ConnectedWallet> {
  const provider = options.provider ?? (await chooseWallet(options));
  const request = async <M extends ConnectMethod>(
    method: M,
    params?: ConnectMethods[M]['params'],
  ): Promise<ConnectMethods[M]['result']> => {
    try {
      return (await provider.request(
        params === undefined ? { method } : { method, params },
      )) as ConnectMethods[M]['result'];
    } catch (error) {
      throw connectErrorOf(error);
    }
  };
  const { reason, shieldedAddress = false } = options;
  const profiles = await request('dusk_requestProfiles', {
    shieldedReceiveAddress: shieldedAddress,
    ...(reason === undefined ? {} : { reason }),
  });
  return {
    provider,
    profiles,
    request,
    send: (transaction) => request('dusk_sendTransaction', transaction),
    write: ({ contract, fnName, fnArgs, deposit, privacy }) =>
      request('dusk_sendTransaction', {
        kind: 'contract_call',
        privacy,
        contractId: `0x${contract}`,
        fnName,
        // Typed arrays do not survive every channel between page and wallet.
        fnArgs: `0x${toHex(fnArgs)}`,
        deposit: String(deposit),
      }),
    signMessage: (message) => request('dusk_signMessage', { message: `0x${toHex(message)}` }),
    signAuth: (params) => request('dusk_signAuth', params),
    disconnect: async () => void (await request('dusk_disconnect')),
  };
}

async function chooseWallet(options: ConnectOptions): Promise<DuskProvider> {
  const selected = options.selected ?? pageStorage();
  const wallets = await discoverWallets(options);
  const before = wallets.find(({ info }) => info.uuid === selected?.get());
  const chosen =
    before ?? (options.choose !== undefined && wallets.length > 1 ? await options.choose(wallets) : wallets[0]);
  if (chosen === null) throw new ConnectError('rejected', 'no wallet was chosen');
  if (chosen === undefined) throw new ConnectError('disconnected', 'no wallet in this page');
  selected?.set(chosen.info.uuid);
  return chosen.provider;
}

function pageStorage(): SelectedWallet | null {
  // Only pages have one; elsewhere asking for it may warn.
  if (typeof document === 'undefined') return null;
  const storage = globalThis.localStorage;
  return { get: () => storage.getItem(SELECTED), set: (uuid) => storage.setItem(SELECTED, uuid) };
}

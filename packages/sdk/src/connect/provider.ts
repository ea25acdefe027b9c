import { isEventideError } from '@eventide/base';
import { contractConstants } from '@eventide/params';
import { getGasPrice } from '../chain/actions.ts';
import type { Client } from '../client.ts';
import { getAccount } from '../wallet/account.ts';
import { signAuth, signMessage } from '../wallet/sign.ts';
import type { Profile, Wallet } from '../wallet/wallet.ts';
import { ConnectEmitter } from './emitter.ts';
import { ConnectError, type ConnectErrorKind, connectErrorOf } from './errors.ts';
import { readAsset, readAuth, readBytes, readProfilesRequest, readSwitch, readTransaction } from './params.ts';
import { sendRequested } from './sendRequested.ts';
import type { ConnectCapabilities, ConnectProfile, ConnectRequest, ConnectTransaction, DuskProvider } from './types.ts';

/** What a person is asked. `true` or an object means yes; everything else, and an error, no. */
export type ApprovalRequest =
  | {
      readonly kind: 'connect';
      readonly origin: string;
      readonly shieldedAddress: boolean;
      readonly reason: string | null;
    }
  | { readonly kind: 'shieldedAddress'; readonly origin: string; readonly reason: string | null }
  | { readonly kind: 'transaction'; readonly origin: string; readonly transaction: ConnectTransaction }
  | { readonly kind: 'signMessage'; readonly origin: string; readonly message: Uint8Array }
  | { readonly kind: 'signAuth'; readonly origin: string; readonly nonce: string; readonly statement: string | null }
  | {
      readonly kind: 'switchNetwork';
      readonly origin: string;
      readonly chainId: string | null;
      readonly nodeUrl: string | null;
    }
  | {
      readonly kind: 'watchAsset';
      readonly origin: string;
      readonly type: string;
      readonly contractId: string;
      readonly tokenId: string | null;
    };

/** An answer; `profile` chooses which profile an app sees. */
export type Approval = boolean | { readonly profile: number };

/** What an origin was granted. */
export type ConnectGrant = { readonly profile: number; readonly shieldedAddress: boolean };

/** Where grants live; the wallet's app keeps them and shows them. */
export type GrantStore = {
  get(origin: string): Promise<ConnectGrant | null>;
  set(origin: string, grant: ConnectGrant | null): Promise<void>;
};

export type CreateProviderOptions = {
  readonly client: Client;
  readonly wallet: Wallet;
  /** Of the app, from `MessageEvent.origin` alone. */
  readonly origin: string;
  readonly approve: (request: ApprovalRequest) => Promise<Approval>;
  readonly grants: GrantStore;
  readonly networkName: string;
  readonly walletVersion: string;
  /** Changes the node; without it apps cannot. */
  readonly switchNetwork?:
    | ((target: { readonly chainId: string | null; readonly nodeUrl: string | null }) => Promise<void>)
    | undefined;
  /** Keeps a token in view; without it apps cannot ask. */
  readonly watchAsset?:
    | ((asset: {
        readonly type: string;
        readonly contractId: string;
        readonly tokenId: string | null;
      }) => Promise<boolean>)
    | undefined;
};

const METHODS = [
  'dusk_getCapabilities',
  'dusk_requestProfiles',
  'dusk_profiles',
  'dusk_requestShieldedAddress',
  'dusk_chainId',
  'dusk_switchNetwork',
  'dusk_getPublicBalance',
  'dusk_estimateGas',
  'dusk_sendTransaction',
  'dusk_watchAsset',
  'dusk_signMessage',
  'dusk_signAuth',
  'dusk_disconnect',
] as const;
type Method = (typeof METHODS)[number];

/** A provider with the wallet's side of its events. */
export type WalletProvider = DuskProvider & {
  /** Tells the app that the wallet was locked or unlocked, or that a grant changed. */
  refresh(): Promise<void>;
};

const GAS_WINDOW = 100;

/**
 * The wallet's side of Dusk Connect for one origin: permissions, approvals, errors by number. Every question to a person goes through
 * `approve`; nothing is sent, signed or shown without it.
 * Spec: 08 §11, 13 §5.5
 */
export async function createProvider(options: CreateProviderOptions): Promise<WalletProvider> {
  const provider = new Provider(options);
  await provider.start();
  return provider;
}

class Provider implements WalletProvider {
  readonly isDusk = true as const;
  readonly #options: CreateProviderOptions;
  readonly #emitter = new ConnectEmitter();
  #chainId: string | null = null;
  #profiles: readonly ConnectProfile[] = [];

  constructor(options: CreateProviderOptions) {
    this.#options = options;
  }

  get chainId(): string | null {
    return this.#chainId;
  }

  get profiles(): readonly ConnectProfile[] {
    return this.#profiles;
  }

  get isAuthorized(): boolean {
    return this.#profiles.length > 0;
  }

  isConnected(): boolean {
    return true;
  }

  async start(): Promise<void> {
    this.#chainId = `dusk:${(await this.#options.client.chain()).chainId}`;
    this.#profiles = await this.#visible();
  }

  async refresh(): Promise<void> {
    const now = await this.#visible();
    if (JSON.stringify(now) === JSON.stringify(this.#profiles)) return;
    this.#profiles = now;
    this.#emitter.emit('profilesChanged', now);
  }

  async request({ method, params }: ConnectRequest): Promise<unknown> {
    try {
      if (!METHODS.includes(method as Method))
        throw new ConnectError('unknownMethod', `unknown method ${String(method).slice(0, 64)}`);
      return await this.#answer(method as Method, params);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  on: DuskProvider['on'] = (event, handler) => this.#listen(event, handler, false);
  once: DuskProvider['once'] = (event, handler) => this.#listen(event, handler, true);
  off: DuskProvider['off'] = (event, handler) => {
    this.#emitter.remove(event, handler);
    return this;
  };
  removeListener: DuskProvider['removeListener'] = (event, handler) => this.off(event, handler);
  removeAllListeners: DuskProvider['removeAllListeners'] = (event) => {
    this.#emitter.removeAll(event);
    return this;
  };

  async #answer(method: Method, params: unknown): Promise<unknown> {
    const { client, origin, approve, switchNetwork, watchAsset } = this.#options;
    switch (method) {
      case 'dusk_getCapabilities':
        return this.#capabilities();
      case 'dusk_chainId':
        return this.#chainId;
      case 'dusk_profiles':
        return this.#visible();
      case 'dusk_requestProfiles':
        return this.#connect(params);
      case 'dusk_requestShieldedAddress':
        return this.#shareAddress(params);
      case 'dusk_disconnect':
        return this.#disconnect();
      case 'dusk_getPublicBalance': {
        const { account } = await this.#granted();
        const { balance, nonce } = await getAccount(client, { account });
        return { nonce: String(nonce), value: String(balance) };
      }
      case 'dusk_estimateGas': {
        await this.#granted();
        const { maxTransactions = GAS_WINDOW } = (params ?? {}) as { maxTransactions?: number };
        const price = await getGasPrice(client, { maxTransactions });
        return Object.fromEntries(Object.entries(price).map(([name, value]) => [name, String(value)]));
      }
      case 'dusk_sendTransaction': {
        const profile = await this.#granted();
        const transaction = readTransaction(params);
        this.#assertYes(await approve({ kind: 'transaction', origin, transaction }));
        return sendRequested(client, profile, transaction);
      }
      case 'dusk_signMessage': {
        const profile = await this.#granted();
        const message = readBytes((params as { message?: unknown } | undefined)?.message, 'message');
        this.#assertYes(await approve({ kind: 'signMessage', origin, message }));
        return signMessage({ profile, message, origin, chainId: this.#chainId ?? '' });
      }
      case 'dusk_signAuth': {
        const profile = await this.#granted();
        const { nonce, statement, expiresAt } = readAuth(params);
        this.#assertYes(await approve({ kind: 'signAuth', origin, nonce, statement: statement ?? null }));
        const nowMs = client.clock.nowMs();
        return signAuth({ profile, origin, chainId: this.#chainId ?? '', nonce, statement, expiresAt, nowMs });
      }
      case 'dusk_switchNetwork': {
        await this.#granted();
        if (switchNetwork === undefined) throw new ConnectError('unsupported', 'the network cannot be changed');
        const target = readSwitch(params);
        this.#assertYes(await approve({ kind: 'switchNetwork', origin, ...target }));
        await switchNetwork(target);
        return null;
      }
      case 'dusk_watchAsset': {
        await this.#granted();
        if (watchAsset === undefined) throw new ConnectError('unsupported', 'tokens are not kept');
        const asset = readAsset(params);
        this.#assertYes(await approve({ kind: 'watchAsset', origin, ...asset }));
        return watchAsset(asset);
      }
    }
  }

  async #connect(params: unknown): Promise<readonly ConnectProfile[]> {
    const { origin, approve, grants, wallet } = this.#options;
    const { shieldedReceiveAddress, reason } = readProfilesRequest(params);
    const before = await grants.get(origin);
    const enough = before !== null && (!shieldedReceiveAddress || before.shieldedAddress);
    if (!enough || wallet.isLocked) {
      const answer = await approve({ kind: 'connect', origin, shieldedAddress: shieldedReceiveAddress, reason });
      this.#assertYes(answer);
      const profile = typeof answer === 'object' ? answer.profile : (before?.profile ?? 0);
      await grants.set(origin, {
        profile,
        shieldedAddress: shieldedReceiveAddress || (before?.shieldedAddress ?? false),
      });
    }
    this.#profiles = await this.#visible();
    if (this.#profiles.length === 0) throw new ConnectError('unauthorised', 'the wallet is locked');
    this.#emitter.emit('connect', { chainId: this.#chainId ?? '' });
    this.#emitter.emit('profilesChanged', this.#profiles);
    return this.#profiles;
  }

  async #shareAddress(params: unknown): Promise<unknown> {
    const { origin, approve, grants } = this.#options;
    const { account, address, index } = await this.#granted();
    const { reason } = readProfilesRequest(params);
    const grant = await grants.get(origin);
    if (grant?.shieldedAddress !== true) {
      this.#assertYes(await approve({ kind: 'shieldedAddress', origin, reason }));
      await grants.set(origin, { profile: index, shieldedAddress: true });
      await this.refresh();
    }
    return { address, account, profileId: profileId(index, account), chainId: this.#chainId };
  }

  async #disconnect(): Promise<true> {
    await this.#options.grants.set(this.#options.origin, null);
    this.#profiles = [];
    this.#emitter.emit('profilesChanged', []);
    this.#emitter.emit('disconnect', { code: 4900, message: 'disconnected by the app' });
    return true;
  }

  #capabilities(): ConnectCapabilities {
    const { client, networkName, walletVersion, switchNetwork, watchAsset } = this.#options;
    const methods = METHODS.filter(
      (method) =>
        (method !== 'dusk_switchNetwork' || switchNetwork !== undefined) &&
        (method !== 'dusk_watchAsset' || watchAsset !== undefined),
    );
    return {
      provider: 'eventide',
      walletVersion,
      chainId: this.#chainId ?? '',
      nodeUrl: client.transport.url,
      networkName,
      methods,
      txKinds: ['transfer', 'contract_call'],
      limits: {
        maxFnArgsBytes: contractConstants.argumentBufferBytes,
        maxFnNameChars: 64,
        maxMemoBytes: contractConstants.maxMemoBytes,
      },
      features: {
        shieldedRead: true,
        shieldedRecipients: true,
        shieldedReceiveAddress: true,
        signMessage: true,
        signAuth: true,
        contractCallPrivacy: true,
        watchAsset: watchAsset !== undefined,
      },
    };
  }

  /** The profile an origin may act for. @throws ConnectError 4100 */
  async #granted(): Promise<Profile> {
    const { grants, origin, wallet } = this.#options;
    const grant = await grants.get(origin);
    if (grant === null) throw new ConnectError('unauthorised', 'connect first');
    if (wallet.isLocked) throw new ConnectError('unauthorised', 'the wallet is locked');
    return wallet.profile(grant.profile);
  }

  async #visible(): Promise<readonly ConnectProfile[]> {
    const { grants, origin, wallet } = this.#options;
    const grant = await grants.get(origin);
    if (grant === null || wallet.isLocked) return [];
    const { index, account, address } = wallet.profile(grant.profile);
    return [
      { profileId: profileId(index, account), account, ...(grant.shieldedAddress ? { shieldedAddress: address } : {}) },
    ];
  }

  #listen(event: string, handler: (payload: never) => void, once: boolean): DuskProvider {
    this.#emitter.add(event, handler, once);
    return this;
  }

  #assertYes(answer: Approval): void {
    if (answer === false) throw new ConnectError('rejected', 'rejected');
  }

  /** No words of the machine inside reach an app, codes do. */
  #translate(error: unknown): ConnectError {
    if (error instanceof ConnectError) return error;
    if (isEventideError(error)) {
      return new ConnectError(kindOf(error.code), error.code, { code: error.code });
    }
    return connectErrorOf({ message: 'internal error' });
  }
}

function kindOf(code: string): ConnectErrorKind {
  switch (code) {
    case 'WALLET_LOCKED':
      return 'unauthorised';
    case 'NETWORK_UNREACHABLE':
      return 'disconnected';
    case 'WALLET_BAD_REQUEST':
    case 'WALLET_RECIPIENT_KIND':
      return 'invalidParams';
    default:
      return 'internal';
  }
}

function profileId(index: number, account: string): string {
  return `account:${index}:${account}`;
}

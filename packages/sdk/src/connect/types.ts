/** What an app may see of a profile. Spec: 08 §11 */
export type ConnectProfile = {
  readonly profileId: string;
  /** Base58. */
  readonly account: string;
  /** Only if it was asked for and granted. */
  readonly shieldedAddress?: string | undefined;
};

export type ConnectGas = { readonly limit: string; readonly price: string };

/** A transfer or a contract call; amounts are decimal lux. Spec: 08 §11 */
export type ConnectTransaction =
  | {
      readonly kind: 'transfer';
      readonly privacy: 'public' | 'shielded';
      readonly to: string;
      readonly amount: string;
      readonly memo?: string | undefined;
      readonly gas?: ConnectGas | undefined;
    }
  | {
      readonly kind: 'contract_call';
      readonly privacy: 'public' | 'shielded';
      readonly contractId: string;
      readonly fnName: string;
      /** 0x hex, base64, or bytes. */
      readonly fnArgs: string | readonly number[] | Uint8Array;
      readonly amount?: string | undefined;
      readonly deposit?: string | undefined;
      readonly gas?: ConnectGas | undefined;
      /** What the app says of it: shown as unverified. */
      readonly display?: unknown;
    };

export type SignedMessage = {
  readonly account: string;
  readonly origin: string;
  readonly chainId: string;
  /** SHA-256 of the message, 0x hex. */
  readonly messageHash: string;
  readonly messageLen: number;
  /** BLS over `payload`, 0x hex. */
  readonly signature: string;
  readonly payload: string;
};

export type SignedAuth = {
  readonly account: string;
  readonly origin: string;
  readonly chainId: string;
  readonly nonce: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** The text that was signed. */
  readonly message: string;
  readonly signature: string;
  readonly payload: string;
};

export type ConnectCapabilities = {
  readonly provider: string;
  readonly walletVersion: string;
  readonly chainId: string;
  readonly nodeUrl: string;
  readonly networkName: string;
  readonly methods: readonly string[];
  readonly txKinds: readonly string[];
  readonly limits: { readonly maxFnArgsBytes: number; readonly maxFnNameChars: number; readonly maxMemoBytes: number };
  readonly features: Readonly<Record<string, boolean>>;
};

/** Methods with their parameters and results. Spec: 08 §11 */
export type ConnectMethods = {
  dusk_getCapabilities: { readonly params: undefined; readonly result: ConnectCapabilities };
  dusk_requestProfiles: {
    readonly params:
      | {
          readonly shieldedReceiveAddress?: boolean | undefined;
          readonly reason?: string | undefined;
          readonly label?: string | undefined;
        }
      | undefined;
    readonly result: readonly ConnectProfile[];
  };
  dusk_profiles: { readonly params: undefined; readonly result: readonly ConnectProfile[] };
  dusk_requestShieldedAddress: {
    readonly params:
      | {
          readonly reason?: string | undefined;
          readonly label?: string | undefined;
          readonly account?: string | undefined;
        }
      | undefined;
    readonly result: {
      readonly address: string;
      readonly account: string;
      readonly profileId: string;
      readonly chainId: string;
    };
  };
  dusk_chainId: { readonly params: undefined; readonly result: string };
  dusk_switchNetwork: {
    readonly params: { readonly chainId?: string | undefined; readonly nodeUrl?: string | undefined };
    readonly result: null;
  };
  dusk_getPublicBalance: {
    readonly params: undefined;
    readonly result: { readonly nonce: string; readonly value: string };
  };
  dusk_estimateGas: {
    readonly params: { readonly maxTransactions?: number | undefined } | undefined;
    readonly result: { readonly average: string; readonly max: string; readonly median: string; readonly min: string };
  };
  dusk_sendTransaction: {
    readonly params: ConnectTransaction;
    readonly result: { readonly hash: string; readonly nonce?: string | undefined };
  };
  dusk_watchAsset: {
    readonly params: {
      readonly type: 'DRC20' | 'DRC721';
      readonly options: {
        readonly contractId: string;
        readonly tokenId?: string | undefined;
        readonly image?: string | undefined;
      };
    };
    readonly result: boolean;
  };
  dusk_signMessage: {
    readonly params: { readonly message: string | readonly number[] | Uint8Array };
    readonly result: SignedMessage;
  };
  dusk_signAuth: {
    readonly params: {
      readonly nonce: string;
      readonly statement?: string | undefined;
      readonly expiresAt?: string | undefined;
    };
    readonly result: SignedAuth;
  };
  dusk_disconnect: { readonly params: undefined; readonly result: true };
};

export type ConnectMethod = keyof ConnectMethods;
export type ConnectRequest = { readonly method: string; readonly params?: unknown };

export type ConnectEvents = {
  connect: { readonly chainId: string };
  disconnect: { readonly code: number; readonly message: string };
  profilesChanged: readonly ConnectProfile[];
  chainChanged: string;
  duskNodeChanged: { readonly chainId: string; readonly nodeUrl: string; readonly networkName: string };
};

type Handler<K extends keyof ConnectEvents> = (payload: ConnectEvents[K]) => void;

/** A wallet as an app sees it. Spec: 08 §11 */
export type DuskProvider = {
  readonly isDusk: true;
  /** null before anything is known. */
  readonly chainId: string | null;
  readonly profiles: readonly ConnectProfile[];
  readonly isAuthorized: boolean;
  isConnected(): boolean;
  /** @throws ConnectError */
  request(request: ConnectRequest): Promise<unknown>;
  on<K extends keyof ConnectEvents>(event: K, handler: Handler<K>): DuskProvider;
  once<K extends keyof ConnectEvents>(event: K, handler: Handler<K>): DuskProvider;
  off<K extends keyof ConnectEvents>(event: K, handler: Handler<K>): DuskProvider;
  removeListener<K extends keyof ConnectEvents>(event: K, handler: Handler<K>): DuskProvider;
  removeAllListeners(event?: keyof ConnectEvents): DuskProvider;
};

/** Who a wallet is. */
export type ProviderInfo = {
  readonly uuid: string;
  readonly name: string;
  readonly icon: string;
  readonly rdns: string;
};
export type ProviderDetail = { readonly info: ProviderInfo; readonly provider: DuskProvider };

import type { DuskProvider } from '@eventide/sdk';
import { ConnectEmitter } from '@eventide/sdk/connect/emitter';
import { ConnectError, connectErrorOf } from '@eventide/sdk/connect/errors';
import type { DoorAnswer, SiteMessage } from './doorProtocol.ts';

export type PopupProviderOptions = {
  /** Address of the wallet, e.g. `http://localhost:4100`. */
  readonly walletUrl: string;
  /** Default: this window. */
  readonly window?: Window | undefined;
};

type Waiting = { resolve(result: unknown): void; reject(error: unknown): void };

/**
 * The web wallet as a provider for a site: requests go through a window of the wallet's origin. Announce it with `announceProvider`,
 * or hand it to `connect`. The first request must come from a click, or the browser blocks the window.
 * Spec: 13 §5.5, 08 §11
 */
export function popupProvider(options: PopupProviderOptions): DuskProvider {
  return new PopupProvider(options);
}

class PopupProvider implements DuskProvider {
  readonly isDusk = true as const;
  readonly #origin: string;
  readonly #window: Window;
  readonly #waiting = new Map<string, Waiting>();
  readonly #emitter = new ConnectEmitter();
  #popup: Window | null = null;
  #ready: Promise<void> | null = null;
  #chainId: string | null = null;
  #profiles: DuskProvider['profiles'] = [];

  constructor({ walletUrl, window: own = window }: PopupProviderOptions) {
    this.#origin = new URL(walletUrl).origin;
    this.#window = own;
    own.addEventListener('message', (event) => this.#hear(event));
  }

  get chainId(): string | null {
    return this.#chainId;
  }
  get profiles(): DuskProvider['profiles'] {
    return this.#profiles;
  }
  get isAuthorized(): boolean {
    return this.#profiles.length > 0;
  }
  isConnected(): boolean {
    return this.#popup !== null && !this.#popup.closed;
  }

  async request({ method, params }: Parameters<DuskProvider['request']>[0]): Promise<unknown> {
    await this.#open();
    const nonce = crypto.randomUUID();
    const message: SiteMessage = { eventide: 'request', nonce, method, ...(params === undefined ? {} : { params }) };
    const result = await new Promise((resolve, reject) => {
      this.#waiting.set(nonce, { resolve, reject });
      this.#popup?.postMessage(message, this.#origin);
    });
    if (method === 'dusk_requestProfiles' || method === 'dusk_profiles')
      this.#profiles = result as DuskProvider['profiles'];
    if (method === 'dusk_chainId') this.#chainId = result as string;
    if (method === 'dusk_disconnect') this.#profiles = [];
    return result;
  }

  on: DuskProvider['on'] = (event, handler) => {
    this.#emitter.add(event, handler as never, false);
    return this;
  };
  once: DuskProvider['once'] = (event, handler) => {
    this.#emitter.add(event, handler as never, true);
    return this;
  };
  off: DuskProvider['off'] = (event, handler) => {
    this.#emitter.remove(event, handler as never);
    return this;
  };
  removeListener: DuskProvider['removeListener'] = (event, handler) => this.off(event, handler);
  removeAllListeners: DuskProvider['removeAllListeners'] = (event) => {
    this.#emitter.removeAll(event);
    return this;
  };

  #open(): Promise<void> {
    if (this.isConnected() && this.#ready !== null) return this.#ready;
    this.#popup = this.#window.open(`${this.#origin}/connect.html`, 'eventide-connect', 'popup,width=440,height=640');
    if (this.#popup === null) return Promise.reject(new ConnectError('disconnected', 'the browser blocked the window'));
    this.#ready = new Promise((resolve) => {
      const hear = (event: MessageEvent<DoorAnswer>): void => {
        if (event.origin !== this.#origin || event.source !== this.#popup || event.data?.eventide !== 'ready') return;
        this.#window.removeEventListener('message', hear);
        resolve();
      };
      this.#window.addEventListener('message', hear);
    });
    return this.#ready;
  }

  #hear({ origin, source, data }: MessageEvent<DoorAnswer>): void {
    if (origin !== this.#origin || source !== this.#popup || data?.eventide !== 'answer') return;
    const waiting = this.#waiting.get(data.nonce);
    this.#waiting.delete(data.nonce);
    if ('error' in data) waiting?.reject(connectErrorOf(data.error));
    else waiting?.resolve(data.result);
  }
}

import { fromBase58, fromHex, isEventideError, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { BLS_PUBLIC_KEY_SIZE, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { impersonate, type Profile } from '@eventide/sdk';
import { accountNamed, type LocalAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import { openPersona } from './personas.ts';

/** Who acts, and how. */
export type Acting =
  | { readonly kind: 'account'; readonly who: string; readonly account: string }
  | { readonly kind: 'contract'; readonly who: string };

/** Accounts and one contract that act without proof of being them. Spec: 13 §3.2 */
export class Impersonation {
  readonly #accounts: LocalAccounts;
  readonly #keys = new Set<string>();
  readonly #opened: Profile[] = [];
  /** What the node looks at. */
  readonly state: { accounts: ReadonlySet<string>; contract: Uint8Array | null };

  constructor(accounts: LocalAccounts) {
    this.#accounts = accounts;
    this.state = { accounts: this.#keys, contract: null };
  }

  /**
   * From now on this account needs no signature, or calls of transactions come from this contract. Owners of shielded notes cannot be
   * impersonated: a nullifier needs their secret key.
   * @throws DevnetError DEVNET_BAD_OPTION
   */
  start(who: string): Acting {
    const acting = this.#find(who);
    if (acting.kind === 'contract') this.state.contract = fromHex(acting.who);
    else this.#keys.add(keyOf(acting.account));
    return acting;
  }

  /** Undoes it for one, or for all. @throws DevnetError DEVNET_BAD_OPTION */
  release(who?: string): void {
    if (who === undefined) {
      this.#keys.clear();
      this.state.contract = null;
      return;
    }
    const acting = this.#find(who);
    if (acting.kind === 'account') this.#keys.delete(keyOf(acting.account));
    else if (this.state.contract !== null && toHex(this.state.contract) === acting.who) this.state.contract = null;
  }

  /** A profile that sends as the account. */
  async profile(account: string): Promise<Profile> {
    const profile = await openPersona(this.#accounts.faucet);
    this.#opened.push(profile);
    return impersonate(profile, account);
  }

  async close(): Promise<void> {
    for (const { wallet } of this.#opened.splice(0)) await wallet.close();
  }

  #find(who: string): Acting {
    if (/^[0-9a-f]{64}$/.test(who)) return { kind: 'contract', who };
    const account = accountNamed(this.#accounts, who)?.account ?? who;
    try {
      keyOf(account);
    } catch (cause) {
      if (!isEventideError(cause)) throw cause;
      const expected = 'a local name, a public account, or a contract id; owners of shielded notes: fund --shielded';
      throw new DevnetError('DEVNET_BAD_OPTION', { option: 'who', expected }, { cause });
    }
    return { kind: 'account', who, account };
  }
}

/** As the node knows keys. @throws TextError, CryptoError */
function keyOf(account: string): string {
  const key = decode(blsPublicKeyCodec, fromBase58(account, BLS_PUBLIC_KEY_SIZE));
  return toHex(encode(blsPublicKeyCodec, key));
}

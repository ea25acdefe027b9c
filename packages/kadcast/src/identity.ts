import { createLru, equalBytes, type Lru } from '@eventide/base';
import { type Address, formatAddress } from './address.ts';
import type { Header } from './packet.ts';
import { peerId } from './peerId.ts';

/** Addresses whose id is kept. */
const MAX_KNOWN = 8192;

/** Checks that senders carry the id of their address; ids are computed once per address. Spec: 07 §4 */
export class IdentityCheck {
  readonly #ids: Lru<string, Uint8Array> = createLru({ maxEntries: MAX_KNOWN });

  /** True if a peer at this address has the id of the header. */
  holds(header: Header, address: Address): boolean {
    return equalBytes(this.idOf(address), header.id);
  }

  idOf(address: Address): Uint8Array {
    const key = formatAddress(address);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = peerId(address);
      this.#ids.set(key, id);
    }
    return id;
  }
}

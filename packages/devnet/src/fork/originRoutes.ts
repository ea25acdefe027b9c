import { concatBytes, intToBytesLe, isEventideError, toHex } from '@eventide/base';
import { decode, type Reader } from '@eventide/codec';
import type { Client, StateContract } from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import { readContractsPage } from '@eventide/sdk/chain/stateContracts';
import { PAGE_BYTES } from '@eventide/vm/limits';
import { DevnetError } from '../errors.ts';

/** A contract as the origin lists it. Nothing of it is checked yet. Spec: 14 §9 */
export type OriginContract = StateContract;

/** A page with what stands beside its path in the tree of its contract, lowest level first. */
export type OriginPage = {
  readonly bytes: Uint8Array | undefined;
  readonly siblings: readonly Uint8Array[];
};

const HASH_BYTES = 32;
const SIBLINGS_A_LEVEL = 3;
const CONTRACT_LEVELS = 32;
const MOST_CONTRACTS = 65_536;
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;
/** Longest code a transaction can carry, and some. */
const MOST_CODE_BYTES = 1 << 26;

/** What a fork asks of the node it comes from. All answers are bounded. Spec: 14 §9 */
export type OriginRoutes = {
  contracts(root: Uint8Array): Promise<readonly OriginContract[]>;
  code(root: Uint8Array, contract: OriginContract): Promise<Uint8Array>;
  page(root: Uint8Array, contract: OriginContract, page: number): Promise<OriginPage>;
};

/**
 * The routes over a client.
 * @throws DevnetError DEVNET_FORK_HEIGHT when the state is not kept any more, DEVNET_FORK_STATE for answers of another form,
 * DEVNET_FORK_UNSUPPORTED where the node has no such routes; NetworkError
 */
export function originRoutes(
  { transport }: Pick<Client, 'transport'>,
  { signal, timeoutMs }: { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number } = {},
): OriginRoutes {
  const ask = async (topic: string, body: Uint8Array, mostBytes: number): Promise<Uint8Array> => {
    try {
      const asked = { body, binary: true, signal, timeoutMs };
      return await (await post(transport, `/on/eventide/${topic}`, asked)).bytes(mostBytes);
    } catch (cause) {
      if (isEventideError(cause, 'NETWORK_UNSUPPORTED'))
        throw new DevnetError(
          'DEVNET_FORK_UNSUPPORTED',
          { url: transport.url, reason: 'the node does not hand out its state', possible: 'a node of Eventide' },
          { cause },
        );
      if (isEventideError(cause, 'NETWORK_REFUSED') && cause.details.status === 404)
        throw new DevnetError(
          'DEVNET_FORK_HEIGHT',
          { reason: 'the node does not keep this state any more' },
          { cause },
        );
      throw cause;
    }
  };
  return {
    async contracts(root) {
      const found: OriginContract[] = [];
      for (;;) {
        const body = concatBytes(root, intToBytesLe(BigInt(found.length), 4));
        const answer = await ask('state_contracts', body, MOST_ANSWER_BYTES);
        const { total, contracts } = reading('state_contracts', answer, readContractsPage);
        if (total > MOST_CONTRACTS) throw badState({ contracts: total, most: MOST_CONTRACTS });
        found.push(...contracts);
        if (found.length === total) return found;
        if (contracts.length === 0 || found.length > total) throw badState({ route: 'state_contracts', total });
      }
    },
    async code(root, { id, codeBytes }) {
      if (codeBytes > MOST_CODE_BYTES) throw badState({ contract: toHex(id), codeBytes });
      const code = await ask('contract_code', concatBytes(root, id), codeBytes + 1);
      if (code.length !== codeBytes) throw badState({ contract: toHex(id), codeBytes, found: code.length });
      return code;
    },
    async page(root, { id, height }, page) {
      const answer = await ask('state_page', concatBytes(root, id, intToBytesLe(BigInt(page), 8)), 2 * PAGE_BYTES);
      return reading('state_page', answer, (r) => readPage(r, height));
    },
  };
}

/** Something the origin told does not fit its state root. */
export function badState(details: Readonly<Record<string, string | number>>): DevnetError {
  return new DevnetError('DEVNET_FORK_STATE', details);
}

function readPage(r: Reader, height: number): OriginPage {
  const present = r.u8();
  const bytes = present === 0 ? undefined : r.bytes(PAGE_BYTES).slice();
  if (present > 1 || r.u8() !== height) throw badState({ route: 'state_page', height });
  const siblings = Array.from({ length: SIBLINGS_A_LEVEL * height }, () => r.bytes(HASH_BYTES).slice());
  // Position and path of the contract: the whole tree of contracts was checked already.
  r.u32();
  r.bytes(HASH_BYTES * CONTRACT_LEVELS);
  return { bytes, siblings };
}

function reading<T>(route: string, bytes: Uint8Array, read: (r: Reader) => T): T {
  try {
    return decode({ read, write: () => undefined }, bytes);
  } catch (cause) {
    if (isEventideError(cause, 'DEVNET_FORK_STATE')) throw cause;
    throw new DevnetError('DEVNET_FORK_STATE', { route, reason: 'the answer has another form' }, { cause });
  }
}

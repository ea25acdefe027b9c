import { concatBytes, intToBytesLe } from '@eventide/base';
import { CodecError, decode, type Reader } from '@eventide/codec';
import { post } from '../calls/post.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import type { ReadOptions } from './actions.ts';
import { newestStateRoot } from './contractCode.ts';

/** A contract as a node lists it. Spec: 14 §9 */
export type StateContract = {
  readonly id: Uint8Array;
  readonly position: number;
  /** Root of its pages. */
  readonly root: Uint8Array;
  /** Length of its memory in wasm pages. */
  readonly pages: number;
  /** Of its page tree. */
  readonly height: number;
  readonly codeBytes: number;
  readonly owner: Uint8Array;
};

export type ContractsPage = { readonly total: number; readonly contracts: readonly StateContract[] };

const HASH_BYTES = 32;
/** Heights of page trees. Spec: 04 §8.1 */
const HEIGHTS = [8, 13];
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Contracts of the newest state in the order of their ids, at most `most`. Nodes of other make do not list them.
 * @throws NetworkError NETWORK_UNSUPPORTED, NETWORK_BAD_ANSWER
 * Spec: 14 §9
 */
export async function getContracts(
  client: Client,
  { most, ...options }: ReadOptions & { readonly most: number },
): Promise<ContractsPage> {
  const root = await newestStateRoot(client, options);
  const contracts: StateContract[] = [];
  for (;;) {
    const response = await post(client.transport, '/on/eventide/state_contracts', {
      body: concatBytes(root, intToBytesLe(BigInt(contracts.length), 4)),
      binary: true,
      signal: options.signal,
    });
    const page = readPage(await response.bytes(MOST_ANSWER_BYTES));
    contracts.push(...page.contracts);
    const whole = contracts.length >= Math.min(page.total, most);
    if (whole || page.contracts.length === 0) return { total: page.total, contracts: contracts.slice(0, most) };
  }
}

/** An answer of `eventide/state_contracts`. @throws CodecError. Spec: 14 §9 */
export function readContractsPage(r: Reader): ContractsPage {
  const total = r.u32();
  const contracts: StateContract[] = [];
  while (r.remaining > 0) {
    const contract = {
      id: r.bytes(HASH_BYTES).slice(),
      position: r.u32(),
      root: r.bytes(HASH_BYTES).slice(),
      pages: r.u32(),
      height: r.u8(),
      codeBytes: r.u32(),
      owner: r.bytes(r.u32()).slice(),
    };
    if (!HEIGHTS.includes(contract.height))
      throw new CodecError('CODEC_INVALID', { rule: 'height of a page tree', height: contract.height });
    contracts.push(contract);
  }
  return { total, contracts };
}

function readPage(bytes: Uint8Array): ContractsPage {
  try {
    return decode({ read: readContractsPage, write: () => undefined }, bytes);
  } catch (cause) {
    throw new NetworkError('NETWORK_BAD_ANSWER', { at: 'state_contracts', rule: 'contracts' }, { cause });
  }
}

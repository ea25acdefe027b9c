import { decodeEvent, transferAbi } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { type BlsPublicKey, formatAccount } from '@eventide/crypto/bls/keys';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { ArchivedEvent } from './archiveReader.ts';

/** How the events of one transaction moved public money. Accounts are base58. */
export type MoonlightFlows = {
  readonly outflows: ReadonlySet<string>;
  readonly inflows: ReadonlySet<string>;
  readonly memos: readonly Uint8Array[];
};

const TRANSFER = toHex(TRANSFER_CONTRACT);

/** The flows of a group of events with one origin. Spec: 08 §6 */
export function moonlightFlows(group: readonly ArchivedEvent[]): MoonlightFlows {
  const outflows = new Set<string>();
  const inflows = new Set<string>();
  const memos: Uint8Array[] = [];
  for (const { source, topic, data } of group) {
    if (source !== TRANSFER) continue;
    const moved = readable(() => read(topic, data, group.length === 1));
    if (moved === undefined) continue;
    if (moved.from !== undefined) outflows.add(moved.from);
    for (const account of moved.to) inflows.add(account);
    if (moved.memo !== undefined && moved.memo.length > 0) memos.push(moved.memo);
  }
  return { outflows, inflows, memos };
}

type Moved = { readonly from?: string; readonly to: readonly string[]; readonly memo?: Uint8Array };
type Receiver = { readonly kind: 'Moonlight'; readonly value: BlsPublicKey } | { readonly kind: 'Phoenix' };

function read(topic: string, data: Uint8Array, alone: boolean): Moved | undefined {
  switch (topic) {
    case 'moonlight': {
      const { sender, receiver, refundInfo, memo } = decodeEvent(transferAbi, 'moonlight', data);
      const from = formatAccount(sender);
      const refunded = refundInfo !== null && refundInfo[1] > 0n ? [formatAccount(refundInfo[0])] : [];
      // Nothing but the transaction's own event: it went to the sender itself.
      const to = receiver === null ? (alone ? [from] : []) : [formatAccount(receiver)];
      return { from, to: [...to, ...refunded], memo };
    }
    case 'convert':
      return received(decodeEvent(transferAbi, 'convert', data).receiver as Receiver);
    case 'withdraw':
    case 'mint':
      return received(decodeEvent(transferAbi, topic, data).receiver as Receiver);
    case 'contract_to_account':
      return { to: [formatAccount(decodeEvent(transferAbi, 'contract_to_account', data).receiver)] };
    default:
      return undefined;
  }
}

function received(receiver: Receiver): Moved | undefined {
  return receiver.kind === 'Moonlight' ? { to: [formatAccount(receiver.value)] } : undefined;
}

/** Events are written by contracts; what does not decode moved nothing we know of. */
function readable(run: () => Moved | undefined): Moved | undefined {
  try {
    return run();
  } catch (error) {
    if (isEventideError(error)) return undefined;
    throw error;
  }
}

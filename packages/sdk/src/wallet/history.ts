import { isEventideError, type Lux, toHex } from '@eventide/base';
import { query } from '../calls/query.ts';
import type { Client } from '../client.ts';
import { asList, asObject, asText, asU64, type Json, parseExact } from '../json.ts';
import type { SentKind, SentTx } from './store/records.ts';
import type { Profile } from './wallet.ts';

/** One line of a wallet's history, newest first. */
export type HistoryEntry = {
  /** Transaction id; null for notes whose transaction nobody named. */
  readonly id: string | null;
  readonly kind: SentKind | 'receivedShielded' | 'receivedPublic' | 'reward';
  readonly side: 'shielded' | 'public';
  /** What it was for, without fee; never negative. */
  readonly value: Lux;
  readonly direction: 'in' | 'out' | 'self';
  /** `unsent`: finished and kept, no node has it. */
  readonly state: SentTx['state'] | 'unsent';
  /** The other party as text, if known. */
  readonly counterparty: string | null;
  readonly memo: string | null;
  /** Paid so far; null while unknown. */
  readonly fee: Lux | null;
  /** null while it waits. */
  readonly height: bigint | null;
  /** When this wallet sent or first saw it, by its clock; null for what it found in the past. */
  readonly timeMs: number | null;
  readonly error: string | null;
};

export type HistoryParams = {
  readonly profile: Profile;
  /** Public receipts out of the node's archive, if it has one; default true. */
  readonly archive?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** History of a profile. `complete` is false if the node could not tell public receipts. */
export type History = { readonly entries: readonly HistoryEntry[]; readonly complete: boolean };

const OUTGOING: ReadonlySet<SentKind> = new Set(['sendPublic', 'sendShielded', 'contractCall', 'deploy', 'sendBlobs']);

/**
 * What a profile sent and received: own transactions and notes from the wallet itself, public receipts from the node's archive.
 * Spec: 13 §4
 */
export async function getHistory(client: Client, { profile, archive = true, signal }: HistoryParams): Promise<History> {
  const own = [...sentEntries(profile), ...receivedNotes(profile)];
  const known = new Set(own.map(({ id }) => id));
  let receipts: HistoryEntry[] | null = null;
  if (archive) receipts = await publicReceipts(client, profile, signal).catch(nullWithoutArchive);
  const entries = [...own, ...(receipts ?? []).filter(({ id }) => !known.has(id))];
  return { entries: entries.sort(newestFirst), complete: receipts !== null };
}

function sentEntries({ wallet, index }: Profile): HistoryEntry[] {
  return [...wallet.sent.values()]
    .filter(({ profile }) => profile === index)
    .map((sent) => ({
      id: sent.id,
      kind: sent.kind,
      side: sent.notes.length > 0 ? 'shielded' : 'public',
      value: sent.value,
      direction: OUTGOING.has(sent.kind) ? 'out' : 'self',
      state: sent.state === 'waiting' && sent.unsent === true ? 'unsent' : sent.state,
      counterparty: sent.to,
      memo: sent.memo,
      fee: sent.gasSpent === null ? null : sent.gasSpent * sent.gasPrice,
      height: sent.block?.height ?? null,
      timeMs: sent.sentMs,
      error: sent.error,
    }));
}

/** Notes that came from outside: not change, refund or conversion of own transactions. */
function receivedNotes({ wallet, index }: Profile): HistoryEntry[] {
  const own = new Set([...wallet.sent.values()].flatMap(({ ownNotes }) => ownNotes));
  return [...wallet.notes.values()]
    .filter(({ profile, compact }) => profile === index && !own.has(toHex(compact.subarray(65, 97))))
    .map(({ value, height, seenMs }) => ({
      id: null,
      kind: 'receivedShielded',
      side: 'shielded',
      value,
      direction: 'in',
      state: 'final',
      counterparty: null,
      memo: null,
      fee: null,
      height,
      timeMs: seenMs,
      error: null,
    }));
}

/** Spec: 08 §5.1 fullMoonlightHistory, §4.5 */
async function publicReceipts(client: Client, { account }: Profile, signal?: AbortSignal): Promise<HistoryEntry[]> {
  const data = await query(client.transport, `query { fullMoonlightHistory(address: "${account}") { json } }`, {
    signal,
  });
  if (data.fullMoonlightHistory === null || data.fullMoonlightHistory === undefined) return [];
  const { json } = asObject(data.fullMoonlightHistory, 'fullMoonlightHistory');
  const groups = asList(typeof json === 'string' ? parseExact(json) : json, 'history');
  return groups.flatMap((item) => {
    const group = asObject(item, 'history');
    const height = asU64(group.block_height, 'block_height');
    const id = asText(group.origin, 'origin');
    return asList(group.events, 'events').flatMap((event) => receiptOf(asObject(event, 'event'), account, id, height));
  });
}

function receiptOf(
  event: { readonly [key: string]: Json },
  account: string,
  id: string,
  height: bigint,
): HistoryEntry[] {
  const { data } = event;
  const topic = asText(event.topic, 'topic');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const fields = asObject(data, 'data');
  const receiver = fields.receiver;
  const moonlight =
    typeof receiver === 'object' && receiver !== null && !Array.isArray(receiver)
      ? asObject(receiver, 'receiver').Moonlight
      : receiver;
  if (moonlight !== account || fields.value === undefined) return [];
  const value = asU64(fields.value, 'value');
  const counterparty = typeof fields.sender === 'string' ? fields.sender : null;
  const memo = typeof fields.memo === 'string' && fields.memo !== '' ? fields.memo : null;
  return [
    {
      id,
      kind: topic === 'mint' ? 'reward' : 'receivedPublic',
      side: 'public',
      value,
      direction: 'in',
      state: 'final',
      counterparty,
      memo,
      fee: null,
      height,
      timeMs: null,
      error: null,
    },
  ];
}

function nullWithoutArchive(error: unknown): null {
  if (isEventideError(error, 'NETWORK_REFUSED') || isEventideError(error, 'NETWORK_UNSUPPORTED')) return null;
  throw error;
}

function newestFirst(a: HistoryEntry, b: HistoryEntry): number {
  if (a.height !== b.height) {
    if (a.height === null) return -1;
    if (b.height === null) return 1;
    return a.height > b.height ? -1 : 1;
  }
  return (b.timeMs ?? 0) - (a.timeMs ?? 0);
}

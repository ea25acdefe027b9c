import { fromHex, type Lux, toHex } from '@eventide/base';
import type { Fl } from '@eventide/crypto/fields/fl';
import type { Fr } from '@eventide/crypto/fields/fr';
import { WalletError } from '../../errors.ts';
import { decodeEdge, decodePath, encodeEdge, encodePath, type LeafPath, type TreeEdge } from '../tree/noteTree.ts';

/** A note of the wallet. */
export type WalletNote = {
  /** Index of the profile that owns it. */
  readonly profile: number;
  readonly pos: bigint;
  /** Of the block that brought it. */
  readonly height: bigint;
  readonly value: Lux;
  readonly blinder: Fl;
  readonly nullifier: Fr;
  /** 173 bytes: the note without its sender. */
  readonly compact: Uint8Array;
  readonly spent: NoteSpent | null;
  /** When a sync near the tip found it, by this machine's clock; null for notes of the past. */
  readonly seenMs: number | null;
  /** Its way to the root; of spent notes nothing is kept once they are beyond any reorganisation. */
  readonly path: LeafPath;
};

/** Seen spent: when at the latest, and by which transaction if a block told it. */
export type NoteSpent = { readonly height: bigint; readonly txId: string | null };

/** All leaves of blocks up to `height` of a chain that holds the block of this hash are among the first `edge.size`. */
export type Checkpoint = {
  readonly height: bigint;
  readonly hash: string;
  readonly edge: TreeEdge;
  /** The chain's root was compared here and is that of `edge`: what was read up to here was no lie. */
  readonly rooted?: boolean | undefined;
};

/** How far a wallet has come. */
export type SyncState = {
  /** Where scanning began: nothing before is known. */
  readonly start: TreeEdge;
  /** Oldest first. */
  readonly checkpoints: readonly Checkpoint[];
  /** Nullifiers are known up to this block; null: none. */
  readonly nullifiers: { readonly height: bigint; readonly hash: string } | null;
  /** Profiles whose notes the scan looked for. */
  readonly profiles: number;
};

/** What a transaction was for. */
export type SentKind =
  | 'sendPublic'
  | 'sendShielded'
  | 'shield'
  | 'unshield'
  | 'mergeNotes'
  | 'stake'
  | 'unstake'
  | 'claimReward'
  | 'sendBlobs'
  | 'contractCall'
  | 'deploy';

/** A transaction of this wallet. */
export type SentTx = {
  readonly id: string;
  readonly kind: SentKind;
  readonly profile: number;
  /** `waiting`: its notes and nonce are locked. */
  readonly state: 'waiting' | 'executed' | 'final' | 'failed' | 'gone';
  readonly sentMs: number;
  /** Height of the tip when it was sent. */
  readonly sentHeight: bigint;
  readonly value: Lux;
  readonly maxFee: Lux;
  /** Recipient or contract, as text; null: none. */
  readonly to: string | null;
  readonly memo: string | null;
  /** Positions of the notes it spends. */
  readonly notes: readonly bigint[];
  /** What comes back into the shielded balance if all of the fee is spent. */
  readonly change: Lux;
  /** Keys of the notes it makes for this wallet (change, refund, converted money), hex of 32 bytes. */
  readonly ownNotes: readonly string[];
  readonly nonce: bigint | null;
  readonly block: { readonly height: bigint; readonly hash: string } | null;
  readonly gasSpent: bigint | null;
  readonly gasPrice: Lux;
  readonly error: string | null;
  /** It never left: whoever made it sends it when they want, as long as its root is accepted. */
  readonly unsent?: boolean | undefined;
  /** Protocol bytes, to send again while nobody has it. */
  readonly bytes: string;
};

type Text<T> = { readonly [K in keyof T]: unknown };

export function encodeNote(note: WalletNote): string {
  const stored: Text<WalletNote> = { ...note, compact: toHex(note.compact), path: encodePath(note.path) };
  return toText(stored);
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function decodeNote(text: string): WalletNote {
  return fromText(text, 'note', (json: WalletNote & { compact: string; path: string[][] }) => ({
    ...json,
    compact: fromHex(json.compact, 173),
    path: decodePath(json.path),
  }));
}

export function encodeSync(state: SyncState): string {
  return toText({
    ...state,
    start: encodeEdge(state.start),
    checkpoints: state.checkpoints.map((it) => ({ ...it, edge: encodeEdge(it.edge) })),
  });
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function decodeSync(text: string): SyncState {
  type Stored = Omit<SyncState, 'start' | 'checkpoints'> & {
    start: ReturnType<typeof encodeEdge>;
    checkpoints: (Omit<Checkpoint, 'edge'> & { edge: ReturnType<typeof encodeEdge> })[];
  };
  return fromText(text, 'sync', (json: Stored) => ({
    ...json,
    start: decodeEdge(json.start),
    checkpoints: json.checkpoints.map((it) => ({ ...it, edge: decodeEdge(it.edge) })),
  }));
}

export function encodeSent(sent: SentTx): string {
  return toText(sent);
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function decodeSent(text: string): SentTx {
  return fromText(text, 'sent', (json: SentTx) => json);
}

/** JSON in which a `bigint` is `{"$":"decimal"}`. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_, it: unknown) => (typeof it === 'bigint' ? { $: String(it) } : it));
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function fromText<S, T>(text: string, at: string, build: (stored: S) => T): T {
  try {
    const revived = JSON.parse(text, (_, it: unknown) =>
      typeof it === 'object' && it !== null && '$' in it ? BigInt(it.$ as string) : it,
    ) as S;
    return build(revived);
  } catch (cause) {
    throw new WalletError('WALLET_STORE_CORRUPT', { at }, { cause });
  }
}

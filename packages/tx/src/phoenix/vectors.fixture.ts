import { fromHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import type { PhoenixSecretKey } from '@eventide/crypto/keys/phoenix';
import { merkleOpeningCodec } from '@eventide/crypto/merkle/opening';
import { loadVectors } from '@eventide/testkit';
import type { SpendableNote } from './build.ts';
import { noteCodec } from './note.ts';

export type NoteVector = {
  readonly type: number;
  readonly value: string;
  readonly value_blinder: string;
  readonly r: string;
  readonly pos: string;
  readonly bytes: string;
  readonly hash_inputs: readonly string[];
  readonly hash: string;
  readonly nullifier: string;
  readonly note_sk: string;
  readonly stealth_address: string;
  readonly archived_leaf_height_7: string;
};

export const noteVectors = loadVectors<{
  readonly owner_seed: string;
  readonly owner_index: number;
  readonly sender_seed: string;
  readonly sender_index: number;
  readonly notes: readonly NoteVector[];
  readonly tree_root: string;
  readonly openings: readonly { readonly pos: number; readonly var_bytes: string; readonly archived_option: string }[];
}>('transactions/notes');

export type PhoenixVector = {
  readonly name: string;
  readonly obfuscated: boolean;
  readonly data: string | null;
  readonly rng_seed: string;
  readonly sender_seed: string;
  readonly sender_index: number;
  readonly receiver_pk: string;
  readonly refund_pk: string;
  readonly transfer_value: string;
  readonly deposit: string;
  readonly gas_limit: string;
  readonly gas_price: string;
  readonly chain_id: number;
  readonly payload_hash_input: string;
  readonly payload_hash: string;
  readonly nullifiers: readonly string[];
  readonly max_fee: string;
  readonly payload: string;
  readonly fee: string;
  readonly tx_circuit_vec: string;
  readonly archived_unproven_tx: string;
  readonly tx: string;
  readonly tx_id: string;
};

export const phoenixVectors: readonly PhoenixVector[] = loadVectors<{
  readonly transactions: readonly PhoenixVector[];
}>('transactions/phoenix').transactions;

/** The key that owns the notes of the vectors. */
export const ownerKey: PhoenixSecretKey = derivePhoenixSecretKey(
  fromHex(noteVectors.owner_seed),
  noteVectors.owner_index,
);

/** The notes of the vectors with their openings. */
export const spendable: readonly SpendableNote[] = noteVectors.notes.map(({ bytes }, i) => ({
  note: decode(noteCodec, fromHex(bytes)),
  opening: decode(merkleOpeningCodec, fromHex(noteVectors.openings[i]?.var_bytes ?? '')),
}));

/** What stands for a proof in the vectors. */
export const placeholderProof: Uint8Array = new Uint8Array(1008).fill(5);

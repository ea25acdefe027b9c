import { createLru, toHex } from '@eventide/base';
import type { Block } from '@eventide/ledger';
import { decodeTx, type NodeTx, type Transaction, txId } from '@eventide/tx';

/** A transaction with its id. */
export type DecodedTx = { readonly tx: Transaction; readonly id: Uint8Array };

const KEPT_TXS = 4_096;
const KEPT_BLOCKS = 512;
const KEPT_BYTES = 33_554_432;

/** Decoding checks points, which is slow, and gives the same each time: what was asked for lately is kept. */
export class DecodedTxs {
  readonly #byId = createLru<string, DecodedTx>({
    maxEntries: KEPT_TXS,
    maxWeight: KEPT_BYTES,
    weigh: ({ tx }) => weightOf(tx),
  });
  readonly #byBlock = createLru<string, readonly DecodedTx[]>({
    maxEntries: KEPT_BLOCKS,
    maxWeight: KEPT_BYTES,
    weigh: (txs) => txs.reduce((sum, { tx }) => sum + weightOf(tx), 0),
  });

  /** The transaction of this id, in its envelope. */
  get(id: Uint8Array, envelope: NodeTx): DecodedTx {
    const key = toHex(id);
    const known = this.#byId.get(key);
    if (known !== undefined) return known;
    const decoded = decode(envelope);
    this.#byId.set(key, decoded);
    return decoded;
  }

  /** The transactions of a block, in order. */
  ofBlock({ header, txs }: Block): readonly DecodedTx[] {
    const key = toHex(header.hash);
    const known = this.#byBlock.get(key);
    if (known !== undefined) return known;
    const decoded = txs.map(decode);
    this.#byBlock.set(key, decoded);
    return decoded;
  }
}

function decode({ protocolBytes }: NodeTx): DecodedTx {
  const tx = decodeTx(protocolBytes, { strict: false });
  return { tx, id: txId(tx) };
}

/** About its bytes in memory; data is what can be large. */
function weightOf({ payload: { data } }: Transaction): number {
  const base = 4_096;
  switch (data?.kind) {
    case 'call':
      return base + data.fnArgs.length;
    case 'deploy':
      return base + data.bytecode.length + (data.initArgs?.length ?? 0);
    case 'blob':
      return base + data.blobs.reduce((sum, { sidecar }) => sum + (sidecar?.data.length ?? 32), 0);
    default:
      return base;
  }
}

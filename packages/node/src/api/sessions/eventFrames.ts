import { toHex, utf8 } from '@eventide/base';
import { type Hash, headerToJson, type JsonValue } from '@eventide/ledger';
import type { RuesUri } from '@eventide/rues';
import { decodeTx, formatTxId, type SpentTx, txToJson } from '@eventide/tx';
import { formatSortedJson } from '../json.ts';
import type { NodeEvent } from '../nodeDoor.ts';

/** An event on its way to subscribers; the data is made only if there are any. Spec: 08 §2.5 */
export type Announcement = {
  readonly uri: RuesUri;
  readonly origin?: string | undefined;
  readonly json: boolean;
  readonly data: () => Uint8Array;
};

const NO_BYTES = new Uint8Array(0);
/** Accepted bytes decode under any rules. */
const lenient = { strict: false };

/** What subscribers hear of something that happened, in the reference's order. Spec: 08 §2.5 */
export function* announcementsOf(event: NodeEvent): Generator<Announcement> {
  switch (event.kind) {
    case 'accepted': {
      const { header } = event.block;
      for (const { event: emitted, origin } of event.events) {
        const uri = { component: 'contracts', entity: toHex(emitted.source), topic: emitted.topic };
        yield { uri, origin: toHex(origin), json: false, data: () => emitted.data };
      }
      for (const spent of event.spent) yield ofTx(spent.id, 'executed', () => spentTxToJson(spent));
      yield ofBlock(header.hash, 'accepted', () => ({
        header: headerToJson(header),
        transactions: event.block.txs.map((tx) => formatTxId(decodeTx(tx.protocolBytes, lenient))),
      }));
      return;
    }
    case 'labelled': {
      const state = { Confirmed: 'confirmed', Final: 'finalized', Accepted: null, Attested: null }[event.label.kind];
      if (state !== null) yield ofBlock(event.hash, 'statechange', () => ({ state, atHeight: event.atHeight }));
      return;
    }
    case 'reverted':
      yield ofBlock(event.header.hash, 'reverted', () => ({ atHeight: event.atHeight }));
      return;
    case 'included':
      yield ofTx(event.id, 'included', () => txToJson(event.tx));
      return;
    case 'removed':
      yield ofTx(event.id, 'removed', undefined);
  }
}

/** A spent transaction as the reference's API shows it. Spec: 08 §4.4 */
export function spentTxToJson({ tx, blockHeight, gasSpent, error }: SpentTx): JsonValue {
  const inner = txToJson(decodeTx(tx.protocolBytes, lenient));
  return { inner, block_height: blockHeight, gas_spent: gasSpent, err: error };
}

function ofBlock(hash: Hash, topic: string, value: () => JsonValue): Announcement {
  return { uri: { component: 'blocks', entity: toHex(hash), topic }, json: true, data: jsonData(value) };
}

function ofTx(id: Hash, topic: string, value: (() => JsonValue) | undefined): Announcement {
  const uri = { component: 'transactions', entity: toHex(id), topic };
  return value === undefined ? { uri, json: false, data: () => NO_BYTES } : { uri, json: true, data: jsonData(value) };
}

function jsonData(value: () => JsonValue): () => Uint8Array {
  return () => utf8(formatSortedJson(value()));
}

import { equalBytes, fromHex, toBase58, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import {
  attestationFromJson,
  type Block,
  blockCodec,
  checkBlockBody,
  type Fault,
  headerFromJson,
  headerHash,
} from '@eventide/ledger';
import { toNodeTx } from '@eventide/tx';
import { objectOf, textOf } from '../chain/describeTx.ts';
import { attempt } from './attempt.ts';
import type { BlockBytes, BlockToEncode, FaultLine } from './protocol.ts';

/**
 * A block's bytes: what the node sent, judged by the shown hash and the roots of its header; or put together from its JSON, where
 * attestation and faults are missing: the one stands in the next block, the others nowhere. Spec: 13 §6, 06 §4
 */
export function blockBytes({ block: shown, above, sent, strict }: BlockToEncode): BlockBytes {
  if (sent !== null) {
    const block = attempt(() => decode(blockCodec, sent));
    const fits = block !== null && equalBytes(encode(blockCodec, block), sent) && holds(block, shown.hash, strict);
    return { bytes: sent, from: 'node', fits, faults: fits ? block.faults.map(toLine) : null };
  }
  const block = attempt(() => rebuilt(shown, above));
  if (block === null) return { bytes: null, from: 'here', fits: false, faults: null };
  const fits = holds(block, shown.hash, strict);
  // The root of the faults is the only thing a fault leaves in the header.
  return { bytes: fits ? encode(blockCodec, block) : null, from: 'here', fits, faults: fits ? [] : null };
}

function rebuilt(shown: BlockToEncode['block'], above: BlockToEncode['above']): Block | null {
  const json = objectOf(shown.headerJson);
  if (above === null) return null;
  const header = {
    ...headerFromJson(json),
    att: attestationFromJson(objectOf(above.headerJson).prev_block_cert),
    hash: fromHex(textOf(json.hash) ?? ''),
    signature: fromHex(textOf(json.signature) ?? ''),
  };
  return { header, txs: shown.transactions.map(({ raw }) => toNodeTx(raw)), faults: [] };
}

/** Hash, sizes, counts, and both roots. */
function holds(block: Block, hash: string, strict: boolean): boolean {
  const told = toHex(block.header.hash) === hash && equalBytes(headerHash(block.header), block.header.hash);
  return told && checkBlockBody(block, { strict }).verdict.ok;
}

function toLine({ kind, items: [{ header, sign }] }: Fault): FaultLine {
  return { kind, round: header.round, iteration: header.iteration, account: toBase58(sign.signer) };
}

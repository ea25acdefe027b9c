import { fromHex } from '@eventide/base';
import type { Label } from '@eventide/ledger';
import { NetworkError } from '../errors.ts';
import { asList, asNumber, asObject, asText, asTextOrNull, asU64, type Json, parseExact } from '../json.ts';
import type { BlockInfo, TxCall, TxInfo } from './types.ts';

const TX_BODY =
  'id raw json gasLimit gasPrice txType isDeploy contractId memo blobHashes callData { contractId fnName data }';

/** Fields of a transaction that waits. */
export const WAITING_TX_FIELDS: string = TX_BODY;
/** Fields of an executed transaction. */
export const SPENT_TX_FIELDS: string = `id err gasSpent blockHash blockHeight blockTimestamp tx { ${TX_BODY} }`;
/** Fields of a block with its transactions. */
export const BLOCK_FIELDS: string = `header { version height prevBlockHash timestamp hash stateHash generatorBlsPubkey txRoot gasLimit seed iteration json } status reward fees gasSpent transactions { ${SPENT_TX_FIELDS} }`;

/** @throws NetworkError NETWORK_BAD_ANSWER. Spec: 08 §5.1 */
export function readBlock(json: Json): BlockInfo {
  const block = asObject(json, 'block');
  const header = asObject(block.header, 'block.header');
  return {
    height: asU64(header.height, 'header.height'),
    hash: asText(header.hash, 'header.hash'),
    prevHash: asText(header.prevBlockHash, 'header.prevBlockHash'),
    timestampSec: asU64(header.timestamp, 'header.timestamp'),
    generator: asText(header.generatorBlsPubkey, 'header.generatorBlsPubkey'),
    stateHash: asText(header.stateHash, 'header.stateHash'),
    txRoot: asText(header.txRoot, 'header.txRoot'),
    seed: asText(header.seed, 'header.seed'),
    iteration: asNumber(header.iteration, 'header.iteration'),
    version: asNumber(header.version, 'header.version'),
    gasLimit: asU64(header.gasLimit, 'header.gasLimit'),
    gasSpent: asU64(block.gasSpent, 'block.gasSpent'),
    reward: asU64(block.reward, 'block.reward'),
    fees: asU64(block.fees, 'block.fees'),
    label: readLabel(block.status),
    transactions: asList(block.transactions, 'block.transactions').map(readSpentTx),
    headerJson: parseExact(asText(header.json, 'header.json')),
  };
}

/** @throws NetworkError NETWORK_BAD_ANSWER. Spec: 08 §5.1 */
export function readSpentTx(json: Json): TxInfo {
  const spent = asObject(json, 'tx');
  return {
    ...readBody(spent.tx),
    block: {
      height: asU64(spent.blockHeight, 'tx.blockHeight'),
      hash: asText(spent.blockHash, 'tx.blockHash'),
      timestampSec: asU64(spent.blockTimestamp, 'tx.blockTimestamp'),
    },
    gasSpent: asU64(spent.gasSpent, 'tx.gasSpent'),
    error: asTextOrNull(spent.err, 'tx.err'),
  };
}

/** @throws NetworkError NETWORK_BAD_ANSWER. Spec: 08 §5.1 */
export function readWaitingTx(json: Json): TxInfo {
  return { ...readBody(json), block: null, gasSpent: null, error: null };
}

/** `{"Accepted": n}` … @throws NetworkError NETWORK_BAD_ANSWER. Spec: 08 §5.1 */
export function readLabel(json: Json | undefined): Label {
  const [entry] = Object.entries(asObject(json, 'block.status'));
  const kinds = ['Accepted', 'Attested', 'Confirmed', 'Final'] as const;
  const kind = kinds.find((name) => name === entry?.[0]);
  if (entry === undefined || kind === undefined) {
    throw new NetworkError('NETWORK_BAD_ANSWER', { at: 'block.status', rule: 'a label' });
  }
  return { kind, distance: asU64(entry[1], 'block.status') };
}

function readBody(json: Json | undefined): Omit<TxInfo, 'block' | 'gasSpent' | 'error'> {
  const tx = asObject(json, 'tx.tx');
  const memo = asTextOrNull(tx.memo, 'tx.memo');
  const blobs = tx.blobHashes === null || tx.blobHashes === undefined ? [] : asList(tx.blobHashes, 'tx.blobHashes');
  return {
    id: asText(tx.id, 'tx.id'),
    kind: asText(tx.txType, 'tx.txType').toLowerCase() === 'phoenix' ? 'phoenix' : 'moonlight',
    raw: hexOf(tx.raw, 'tx.raw'),
    gasLimit: asU64(tx.gasLimit, 'tx.gasLimit'),
    gasPrice: asU64(tx.gasPrice, 'tx.gasPrice'),
    call: readCall(tx.callData),
    isDeploy: tx.isDeploy === true,
    deployed: tx.isDeploy === true ? asTextOrNull(tx.contractId, 'tx.contractId') : null,
    memo: memo === null ? null : hexOf(memo, 'tx.memo'),
    blobHashes: blobs.map((hash) => asText(hash, 'tx.blobHashes')),
    json: parseExact(asText(tx.json, 'tx.json')),
  };
}

function readCall(json: Json | undefined): TxCall | null {
  if (json === null || json === undefined) return null;
  const call = asObject(json, 'tx.callData');
  return {
    contract: asText(call.contractId, 'callData.contractId'),
    fnName: asText(call.fnName, 'callData.fnName'),
    fnArgs: hexOf(call.data, 'callData.data'),
  };
}

/** @throws NetworkError NETWORK_BAD_ANSWER */
export function hexOf(json: Json | undefined, at: string): Uint8Array {
  try {
    return fromHex(asText(json, at));
  } catch (cause) {
    throw new NetworkError('NETWORK_BAD_ANSWER', { at, rule: 'hex' }, { cause });
  }
}

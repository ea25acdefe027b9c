import {
  argumentFromJson,
  argumentToJson,
  type ContractAbi,
  encodeArgument,
  eventToJson,
  outputToJson,
  stakeAbi,
  transferAbi,
} from '@eventide/abi';
import { equalBytes, fromHex, isEventideError, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { fr } from '@eventide/crypto/fields/fr';
import { loadCurves } from '@eventide/kernels/curve/loadCurves';
import { serveRpc } from '@eventide/kit/worker/rpc';
import { blockCodec, headerCodec, headerHash, headerToJson } from '@eventide/ledger';
import { type Client, createClient, http } from '@eventide/sdk';
import { drawCommittee, getStakesAt, participationOf } from '@eventide/sdk/verify';
import { createNotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';
import { encodeInspected, formatTxId, inspectTx, txToJson } from '@eventide/tx';
import { STAKE_ID, TRANSFER_ID } from '../chain/describeTx.ts';
import { attempt } from './attempt.ts';
import { blockBytes } from './blockBytes.ts';
import { genesisNote } from './genesisNote.ts';
import { prettyJson } from './prettyJson.ts';
import type { Decoded, ReaderCalls, Shown } from './protocol.ts';
import { readBlock } from './readBlock.ts';
import { readCircuits } from './readCircuits.ts';
import { readCode } from './readCode.ts';
import { rulesByHeight } from './rulesByHeight.ts';

const abis: Readonly<Record<string, ContractAbi>> = { [TRANSFER_ID]: transferAbi, [STAKE_ID]: stakeAbi };

type Handlers = {
  readonly [K in keyof ReaderCalls]: (
    ...args: Parameters<ReaderCalls[K]>
  ) => ReturnType<ReaderCalls[K]> | Promise<ReturnType<ReaderCalls[K]>>;
};

const calls: Handlers = {
  warm: () => void loadCurves(),
  readBlock,
  blockBytes,
  readCode,
  rulesByHeight,
  readCircuits,
  layOutCircuits: async (set) => (await import('./layOutCircuits.ts')).layOutCircuits(set),
  stakesAt: (url, height) => withClient(url, (client) => getStakesAt(client, height)),
  genesisNote: (url, key) => withClient(url, (client) => genesisNote(createNotesFeed(client), key)),
  participation: participationOf,
  drawCommittee: ({ stakes, seed, ...place }) => drawCommittee(stakes, fromHex(seed), place),
  decode: decodeAnything,
  showArgument: (contract, fn, bytes) => shown(bytes, abis[contract], (abi) => argumentToJson(abi, fn, bytes)),
  showEvent: (contract, topic, bytes) => shown(bytes, abis[contract], (abi) => eventToJson(abi, topic, bytes)),
  showOutput: (contract, fn, bytes) => shown(bytes, abis[contract], (abi) => outputToJson(abi, fn, bytes)),
  functions: (contract) => {
    const abi = abis[contract];
    return abi === undefined ? null : Object.keys(abi.methods);
  },
  nullifierArgument: (nullifier) => encodeArgument(transferAbi, 'existing_nullifiers', [fr.decode(nullifier)]),
  encodeArgument: (contract, fn, json) => {
    const abi = abis[contract];
    if (abi === undefined) throw new TypeError('no ABI');
    return argumentFromJson(abi, fn, JSON.parse(json) as never);
  },
};

serveRpc(self as never, calls);

async function withClient<T>(nodeUrl: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient({ transport: http(nodeUrl) });
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}

function shown(bytes: Uint8Array, abi: ContractAbi | undefined, read: (abi: ContractAbi) => unknown): Shown {
  if (abi !== undefined) {
    try {
      return { text: prettyJson(read(abi)), decoded: true };
    } catch (error) {
      if (!isEventideError(error)) throw error;
    }
  }
  return { text: toHex(bytes), decoded: false };
}

function decodeAnything(bytes: Uint8Array): Decoded | null {
  const asTx = attempt(() => inspectTx(bytes));
  if (asTx !== null && asTx.form !== 'unproven') {
    return {
      what: 'tx',
      id: formatTxId(asTx.tx),
      text: prettyJson(txToJson(asTx.tx)),
      same: equalBytes(encodeInspected(asTx), bytes),
    };
  }
  const block = attempt(() => decode(blockCodec, bytes));
  if (block !== null) {
    const text = prettyJson({
      header: headerToJson(block.header),
      transactions: block.txs.map(({ protocolBytes }) => toHex(protocolBytes)),
      faults: block.faults.length,
    });
    return {
      what: 'block',
      id: toHex(headerHash(block.header)),
      text,
      same: equalBytes(encode(blockCodec, block), bytes),
    };
  }
  const header = attempt(() => decode(headerCodec, bytes));
  if (header === null) return null;
  return {
    what: 'header',
    id: toHex(headerHash(header)),
    text: prettyJson(headerToJson(header)),
    same: equalBytes(encode(headerCodec, header), bytes),
  };
}

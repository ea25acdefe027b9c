import { toHex } from '@eventide/base';
import { formatJson } from '@eventide/ledger';
import { contractId, encodeTx, gasTerms, txToJson } from '@eventide/tx';
import { GraphQLBoolean, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import { Int } from './scalars.ts';
import type { GraphqlContext, SpentSource, TxSource } from './sources.ts';

export const text: GraphQLNonNull<typeof GraphQLString> = new GraphQLNonNull(GraphQLString);
export const integer: GraphQLNonNull<typeof Int> = new GraphQLNonNull(Int);
export const bool: GraphQLNonNull<typeof GraphQLBoolean> = new GraphQLNonNull(GraphQLBoolean);

const CallData: GraphQLObjectType<{ contract: Uint8Array; fnName: string; fnArgs: Uint8Array }, GraphqlContext> =
  new GraphQLObjectType({
    name: 'CallData',
    fields: {
      contractId: { type: text, resolve: ({ contract }) => toHex(contract) },
      fnName: { type: text, resolve: ({ fnName }) => fnName },
      data: { type: text, resolve: ({ fnArgs }, _, { budget }) => budget.pay(toHex(fnArgs)) },
    },
  });

/** Spec: 08 §5.1 */
export const Transaction: GraphQLObjectType<TxSource, GraphqlContext> = new GraphQLObjectType({
  name: 'Transaction',
  fields: {
    raw: { type: text, resolve: ({ tx }, _, { budget }) => budget.pay(toHex(encodeTx(tx))) },
    json: { type: text, resolve: ({ tx }, _, { budget }) => budget.pay(formatJson(txToJson(tx))) },
    id: { type: text, resolve: ({ id }) => toHex(id) },
    gasLimit: { type: integer, resolve: ({ tx }) => gasTerms(tx).gasLimit },
    gasPrice: { type: integer, resolve: ({ tx }) => gasTerms(tx).gasPrice },
    txType: { type: text, resolve: ({ tx }) => (tx.kind === 'phoenix' ? 'Phoenix' : 'Moonlight') },
    callData: { type: CallData, resolve: ({ tx }) => (tx.payload.data?.kind === 'call' ? tx.payload.data : null) },
    blobHashes: {
      type: new GraphQLList(text),
      resolve: ({ tx: { payload } }) =>
        payload.data?.kind === 'blob' ? payload.data.blobs.map(({ hash }) => toHex(hash)) : null,
    },
    isDeploy: { type: bool, resolve: ({ tx }) => tx.payload.data?.kind === 'deploy' },
    contractId: {
      type: GraphQLString,
      resolve: ({ tx: { payload } }) => (payload.data?.kind === 'deploy' ? toHex(contractId(payload.data)) : null),
    },
    memo: {
      type: GraphQLString,
      resolve: ({ tx: { payload } }) => (payload.data?.kind === 'memo' ? toHex(payload.data.memo) : null),
    },
  },
});

/** Spec: 08 §5.1 */
export const SpentTransaction: GraphQLObjectType<SpentSource, GraphqlContext> = new GraphQLObjectType({
  name: 'SpentTransaction',
  fields: {
    tx: { type: new GraphQLNonNull(Transaction), resolve: (source) => source },
    err: { type: GraphQLString, resolve: ({ spent }) => spent.error },
    gasSpent: { type: integer, resolve: ({ spent }) => spent.gasSpent },
    blockHash: { type: text, resolve: ({ blockHash }) => toHex(blockHash) },
    blockHeight: { type: integer, resolve: ({ spent }) => spent.blockHeight },
    blockTimestamp: { type: integer, resolve: ({ timestampSec }) => timestampSec },
    id: { type: text, resolve: ({ id }) => toHex(id) },
    raw: { type: text, resolve: ({ tx }, _, { budget }) => budget.pay(toHex(encodeTx(tx))) },
  },
});

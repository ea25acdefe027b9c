import { toBase58, toHex } from '@eventide/base';
import { formatJson, type Header as HeaderSource, headerToJson, type JsonValue } from '@eventide/ledger';
import { emissionAt } from '@eventide/params';
import { gasTerms } from '@eventide/tx';
import { GraphQLList, GraphQLNonNull, GraphQLObjectType } from 'graphql';
import { JsonScalar } from './scalars.ts';
import type { BlockSource, GraphqlContext } from './sources.ts';
import { integer, SpentTransaction, text } from './txTypes.ts';

/** Spec: 08 §5.1 */
export const Header: GraphQLObjectType<HeaderSource, GraphqlContext> = new GraphQLObjectType({
  name: 'Header',
  fields: {
    version: { type: integer, resolve: ({ version }) => version },
    height: { type: integer, resolve: ({ height }) => height },
    prevBlockHash: { type: text, resolve: ({ prevBlockHash }) => toHex(prevBlockHash) },
    timestamp: { type: integer, resolve: ({ timestampSec }) => timestampSec },
    hash: { type: text, resolve: ({ hash }) => toHex(hash) },
    stateHash: { type: text, resolve: ({ stateHash }) => toHex(stateHash) },
    generatorBlsPubkey: { type: text, resolve: ({ generator }) => toBase58(generator) },
    txRoot: { type: text, resolve: ({ txRoot }) => toHex(txRoot) },
    gasLimit: { type: integer, resolve: ({ gasLimit }) => gasLimit },
    seed: { type: text, resolve: ({ seed }) => toHex(seed) },
    iteration: { type: integer, resolve: ({ iteration }) => iteration },
    json: { type: text, resolve: (header, _, { budget }) => budget.pay(formatJson(headerToJson(header))) },
  },
});

/** Spec: 08 §5.1 */
export const Block: GraphQLObjectType<BlockSource, GraphqlContext> = new GraphQLObjectType({
  name: 'Block',
  fields: {
    header: { type: new GraphQLNonNull(Header), resolve: ({ block }) => block.header },
    status: {
      type: new GraphQLNonNull(JsonScalar),
      resolve: ({ label }): JsonValue => ({ [label.kind]: label.distance }),
    },
    transactions: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(SpentTransaction))),
      resolve: (source) => source.transactions(),
    },
    reward: { type: integer, resolve: ({ block }) => emissionAt(block.header.height) },
    fees: {
      type: integer,
      resolve: async (source) =>
        sum((await source.transactions()).map(({ tx, spent }) => spent.gasSpent * gasTerms(tx).gasPrice)),
    },
    gasSpent: {
      type: integer,
      resolve: async (source) => sum((await source.transactions()).map(({ spent }) => spent.gasSpent)),
    },
  },
});

/** Heights and hashes of the last block and the last final one. Spec: 08 §5.1 */
export const BlockPair: GraphQLObjectType<JsonValue, GraphqlContext> = new GraphQLObjectType({
  name: 'BlockPair',
  fields: { json: { type: new GraphQLNonNull(JsonScalar), resolve: (pair) => pair } },
});

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

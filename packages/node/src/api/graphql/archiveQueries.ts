import { fromBase58, toBase58 } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { JsonValue } from '@eventide/ledger';
import { GraphQLError, type GraphQLFieldConfig, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import type { ArchiveReader } from '../../archive/archiveReader.ts';
import { decodeCursor, encodeCursor } from '../../archive/cursor.ts';
import { eventToJson, groupToJson } from '../../archive/eventJson.ts';
import { Int, JsonScalar } from './scalars.ts';
import type { GraphqlContext } from './sources.ts';
import { integer, text } from './txTypes.ts';

type Field<Args> = GraphQLFieldConfig<undefined, GraphqlContext, Args>;

const DEFAULT_EVENTS = 50n;
const MOST_EVENTS = 200n;
const CONTRACT_ID_DIGITS = 64;
/** Groups of one answer; clients page by blocks or by count. */
const MOST_GROUPS = 10_000;

const MoonlightTransfers = jsonType('MoonlightTransfers');
const ContractEvents = jsonType('ContractEvents');
const PhoenixMarks = jsonType('PhoenixMarks');

const fullMoonlightHistory: Field<{
  address: string;
  ord?: string | null;
  fromBlock?: bigint | null;
  toBlock?: bigint | null;
}> = {
  type: MoonlightTransfers,
  args: { address: { type: text }, ord: { type: GraphQLString }, fromBlock: { type: Int }, toBlock: { type: Int } },
  resolve: async (_, { address, ord, fromBlock, toBlock }, context) => {
    const account = accountOf(address);
    const range = { fromBlock: fromBlock ?? undefined, toBlock: toBlock ?? undefined, limit: MOST_GROUPS };
    const groups = await archiveOf(context).moonlightOfAccount(account, { ...range, descending: ord === 'desc' });
    return transfers(context, groups);
  },
};

const moonlightHistory: Field<{
  sender?: string | null;
  receiver?: string | null;
  fromBlock?: bigint | null;
  toBlock?: bigint | null;
  maxCount?: bigint | null;
  pageCount?: bigint | null;
}> = {
  type: MoonlightTransfers,
  args: {
    sender: { type: GraphQLString },
    receiver: { type: GraphQLString },
    fromBlock: { type: Int },
    toBlock: { type: Int },
    maxCount: { type: Int },
    pageCount: { type: Int },
  },
  resolve: async (_, args, context) => {
    const maxCount = args.maxCount ?? undefined;
    if (maxCount !== undefined && maxCount < 1n) throw new GraphQLError('MaxCount must be greater than 0');
    const sender = optionalAccount(args.sender);
    const receiver = optionalAccount(args.receiver);
    if (sender === undefined && receiver === undefined) throw new GraphQLError('No sender or receiver provided');
    const page = (args.pageCount ?? 1n) - 1n;
    if (page < 0n) throw new GraphQLError('PageCount must be greater than 0');
    const groups = await archiveOf(context).moonlightBetween(sender, receiver, {
      fromBlock: args.fromBlock ?? undefined,
      toBlock: args.toBlock ?? undefined,
      limit: maxCount === undefined ? MOST_GROUPS : Math.min(Number(maxCount), MOST_GROUPS),
      // Without a count a page makes no sense.
      offset: maxCount === undefined ? 0n : page * maxCount,
    });
    return transfers(context, groups);
  },
};

const transactionsByMemo: Field<{ memo: string }> = {
  type: MoonlightTransfers,
  args: { memo: { type: text } },
  resolve: async (_, { memo }, context) =>
    transfers(context, await archiveOf(context).moonlightByMemo(new TextEncoder().encode(memo), MOST_GROUPS)),
};

const contractEvents: Field<{ height?: bigint | null; hash?: string | null }> = {
  type: ContractEvents,
  args: { height: { type: Int }, hash: { type: GraphQLString } },
  resolve: async (_, { height, hash }, context) => {
    const archive = archiveOf(context);
    const byHeight = (height ?? null) !== null;
    if (byHeight === ((hash ?? null) !== null)) throw new GraphQLError('Specify height or hash');
    const events = byHeight ? await archive.eventsAt(height as bigint) : await archive.eventsOf(hash as string);
    context.budget.spendReads(events.length);
    return events.map(eventToJson);
  },
};

const finalizedEvents: Field<{ contractId: string; limit?: bigint | null; cursor?: string | null }> = {
  type: ContractEvents,
  args: { contractId: { type: text }, limit: { type: Int }, cursor: { type: GraphQLString } },
  resolve: async (_, { contractId, limit, cursor }, context) => {
    if (contractId.length !== CONTRACT_ID_DIGITS) throw new GraphQLError('Invalid contract_id');
    const wanted = limit ?? DEFAULT_EVENTS;
    const count = Number(wanted < 1n ? 1n : wanted > MOST_EVENTS ? MOST_EVENTS : wanted);
    const after = (cursor ?? null) === null ? -1n : decodeCursor(cursor as string);
    if (after === undefined) throw new GraphQLError('Invalid cursor');
    const found = await archiveOf(context).finalizedEvents(contractId, after, count + 1);
    const page = found.slice(0, count);
    context.budget.spendReads(page.length);
    const [first, last] = [page[0], page.at(-1)];
    return {
      events: page.map((event) => ({
        ...(eventToJson(event) as { readonly [key: string]: JsonValue }),
        id: event.id,
        block_height: event.blockHeight,
        block_hash: event.blockHash,
      })),
      endCursor: last === undefined ? null : encodeCursor(last.id),
      startCursor: first === undefined ? null : encodeCursor(first.id),
      hasNextPage: found.length > count,
    };
  },
};

/** Ours: where a nullifier or the key of a note stands. Spec: 13 §6 */
const phoenixMarks: Field<{ mark: string }> = {
  type: PhoenixMarks,
  args: { mark: { type: text } },
  resolve: async (_, { mark }, context) => {
    if (!/^[0-9a-f]{64}$/i.test(mark)) throw new GraphQLError('Invalid mark: 32 bytes in hex expected');
    const places = await archiveOf(context).marked(mark.toLowerCase());
    context.budget.spendReads(places.length);
    return places.map(({ kind, origin, blockHeight, position }) => ({
      kind,
      origin,
      block_height: blockHeight,
      position,
    }));
  },
};

const nextPhoenix: Field<{ height: bigint }> = {
  type: Int,
  args: { height: { type: integer } },
  resolve: async (_, { height }, context) => (await archiveOf(context).nextPhoenix(height)) ?? null,
};

/** Queries of nodes with an archive. Spec: 08 §5.1 */
export const archiveQueries: Readonly<Record<string, GraphQLFieldConfig<undefined, GraphqlContext>>> = {
  fullMoonlightHistory,
  moonlightHistory,
  transactionsByMemo,
  contractEvents,
  finalizedEvents,
  nextPhoenix,
  phoenixMarks,
} as Readonly<Record<string, GraphQLFieldConfig<undefined, GraphqlContext>>>;

type Groups = Awaited<ReturnType<ArchiveReader['moonlightByMemo']>>;

/** Null for none, as the reference. */
function transfers({ budget }: GraphqlContext, groups: Groups): JsonValue {
  budget.spendReads(groups.length);
  return groups.length === 0 ? null : groups.map(groupToJson);
}

function archiveOf({ archive, budget }: GraphqlContext): ArchiveReader {
  budget.spendReads();
  if (archive === undefined) throw new GraphQLError('this node keeps no archive');
  return archive;
}

function optionalAccount(address: string | null | undefined): string | undefined {
  return (address ?? null) === null ? undefined : accountOf(address as string);
}

/** The canonical text of an account. @throws GraphQLError */
function accountOf(address: string): string {
  let bytes: Uint8Array;
  try {
    bytes = fromBase58(address);
  } catch {
    throw new GraphQLError('Invalid base58');
  }
  try {
    decode(blsPublicKeyCodec, bytes);
  } catch {
    throw new GraphQLError(bytes.length === 96 ? 'Failed to serialize given public key' : 'Invalid public key length');
  }
  return toBase58(bytes);
}

function jsonType(name: string): GraphQLObjectType<JsonValue, GraphqlContext> {
  return new GraphQLObjectType({
    name,
    fields: { json: { type: new GraphQLNonNull(JsonScalar), resolve: (value) => value } },
  });
}

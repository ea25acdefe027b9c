import { equalBytes, toHex } from '@eventide/base';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import {
  GraphQLBoolean,
  GraphQLError,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import type { LabelledChainBlock } from '../nodeDoor.ts';
import { Block, BlockPair } from './blockTypes.ts';
import { Int } from './scalars.ts';
import { type BlockSource, blockSource, findSpent, type GraphqlContext, hashOf, type SpentSource } from './sources.ts';
import { bool, integer, SpentTransaction, Transaction, text } from './txTypes.ts';

type Field<Args> = GraphQLFieldConfig<undefined, GraphqlContext, Args>;
type Span = { readonly last?: bigint | null; readonly range?: readonly bigint[] | null };

const MOST = 200n;
const U64_MAX = 0xffff_ffff_ffff_ffffn;
const spentList = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(SpentTransaction)));
const span = { last: { type: Int }, range: { type: new GraphQLList(integer) } };

const block: Field<{ height?: number | null; hash?: string | null }> = {
  type: Block,
  args: { height: { type: GraphQLFloat }, hash: { type: GraphQLString } },
  resolve: async (_, { height, hash }, context) => {
    if ((height ?? null) !== null && (hash ?? null) === null) return blockAt(context, height as number);
    if ((height ?? null) === null && (hash ?? null) !== null) return blockOf(context, hash as string);
    // The spelling is the reference's.
    throw new GraphQLError('Specify heigth or hash');
  },
};

const tx: Field<{ hash: string }> = {
  type: SpentTransaction,
  args: { hash: { type: text } },
  resolve: (_, { hash }, context) => {
    const id = hashOf(hash);
    return id && findSpent(context, id);
  },
};

const transactions: Field<{ last: bigint }> = {
  type: spentList,
  args: { last: { type: integer } },
  resolve: async (_, { last }, context) => {
    if (last > MOST) throw new GraphQLError(`last too large (max ${MOST})`);
    if (last < 1n) throw new GraphQLError('count must be positive');
    const found: SpentSource[] = [];
    for await (const source of downwards(context)) {
      found.push(...(await source.transactions()));
      if (found.length >= Number(last)) break;
    }
    return found.slice(0, Number(last));
  },
};

const blocks: Field<Span> = {
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Block))),
  args: span,
  resolve: (_, args, context) => blocksOf(context, args),
};

const blockTxs: Field<Span & { contract?: string | null }> = {
  type: spentList,
  args: { ...span, contract: { type: GraphQLString } },
  resolve: async (_, args, context) => {
    const wanted = (args.contract ?? null) === null ? undefined : hashOf(args.contract as string);
    if (wanted === null) throw new GraphQLError('Invalid contract_id');
    const found: SpentSource[] = [];
    for (const source of await blocksOf(context, args)) found.push(...(await source.transactions()));
    return wanted === undefined ? found : found.filter((source) => equalBytes(calledBy(source), wanted));
  },
};

const mempoolTxs: Field<Record<string, never>> = {
  type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Transaction))),
  resolve: (_, __, { door, budget }) => {
    budget.spendReads(door.mempool.size);
    return [...door.mempool.byPrice()].map(({ tx: waiting, id }) => ({ tx: waiting, id }));
  },
};

const mempoolTx: Field<{ hash: string }> = {
  type: Transaction,
  args: { hash: { type: text } },
  resolve: (_, { hash }, { door }) => {
    const id = hashOf(hash);
    if (id === null) throw new GraphQLError('Invalid hash length');
    const found = door.mempool.get(id);
    return found === undefined ? null : { tx: found.tx, id: found.id };
  },
};

const lastBlockPair: Field<Record<string, never>> = {
  type: new GraphQLNonNull(BlockPair),
  resolve: (_, __, { door }) => {
    const { header } = door.ledger.tip().block;
    const { height, hash } = door.ledger.lastFinal();
    return { last_block: [header.height, toHex(header.hash)], last_finalized_block: [height, toHex(hash)] };
  },
};

const checkBlock: Field<{ height: bigint; hash: string; onlyFinalized?: boolean | null }> = {
  type: bool,
  args: { height: { type: integer }, hash: { type: text }, onlyFinalized: { type: GraphQLBoolean } },
  resolve: async (_, { height, hash, onlyFinalized }, { door, archive, budget }) => {
    budget.spendReads();
    if (onlyFinalized === true) {
      if (archive === undefined) throw new GraphQLError('only_finalized is supported only by archiver');
      return archive.isFinalized(height, hash);
    }
    const wanted = hashOf(hash);
    const found = height < 0n ? undefined : await door.ledger.at(height);
    return found !== undefined && wanted !== null && equalBytes(found.block.header.hash, wanted);
  },
};

/** Queries every node answers. Spec: 08 §5.1 */
export const chainQueries: Readonly<Record<string, GraphQLFieldConfig<undefined, GraphqlContext>>> = {
  block,
  tx,
  transactions,
  blockTxs,
  blocks,
  mempoolTxs,
  mempoolTx,
  lastBlockPair,
  checkBlock,
} as Readonly<Record<string, GraphQLFieldConfig<undefined, GraphqlContext>>>;

async function blockAt(context: GraphqlContext, height: number): Promise<BlockSource | null> {
  const { ledger } = context.door;
  context.budget.spendReads();
  if (height < 0) return blockSource(context, ledger.tip());
  const exact = BigInt(Math.trunc(height));
  const found = exact > U64_MAX ? undefined : await ledger.at(exact);
  return found === undefined ? null : blockSource(context, found);
}

async function blockOf(context: GraphqlContext, text: string): Promise<BlockSource | null> {
  context.budget.spendReads();
  const hash = hashOf(text);
  const found = hash && (await context.door.ledger.byHash(hash));
  return found ? blockSource(context, found) : null;
}

async function blocksOf(context: GraphqlContext, { last, range }: Span): Promise<readonly BlockSource[]> {
  if ((last ?? null) !== null && (range ?? null) === null) return lastBlocks(context, last as bigint);
  if ((last ?? null) === null && (range ?? null) !== null) return rangeOf(context, range as readonly bigint[]);
  throw new GraphQLError('');
}

async function lastBlocks(context: GraphqlContext, count: bigint): Promise<readonly BlockSource[]> {
  if (count < 1n) throw new GraphQLError('count must be positive');
  if (count > MOST) throw new GraphQLError(`count too large (max ${MOST})`);
  const found: BlockSource[] = [];
  for await (const source of downwards(context)) {
    found.push(source);
    if (found.length === Number(count)) break;
  }
  return found;
}

async function rangeOf(context: GraphqlContext, range: readonly bigint[]): Promise<readonly BlockSource[]> {
  const [from, to] = range;
  if (range.length !== 2 || from === undefined || to === undefined || from < 0n || to < from) {
    throw new GraphQLError('Invalid range');
  }
  if (to - from + 1n > MOST) throw new GraphQLError(`range too large (max ${MOST} blocks)`);
  const found: BlockSource[] = [];
  for (let height = from; height <= to; height++) {
    context.budget.spendReads();
    const at = await context.door.ledger.at(height);
    if (at === undefined) break;
    found.push(blockSource(context, at));
  }
  return found;
}

/** From the tip down, each block the parent of the one before: a reorganisation meanwhile does not mix branches. */
async function* downwards(context: GraphqlContext): AsyncGenerator<BlockSource> {
  const { ledger } = context.door;
  let found: LabelledChainBlock | undefined = ledger.tip();
  while (found !== undefined) {
    context.budget.spendReads();
    yield blockSource(context, found);
    const { header }: LabelledChainBlock['block'] = found.block;
    found = header.height === 0n ? undefined : await ledger.byHash(header.prevBlockHash);
  }
}

/** A transaction without a call is for the transfer contract. Spec: 08 §5.1 */
function calledBy({ tx: { payload } }: SpentSource): Uint8Array {
  return payload.data?.kind === 'call' ? payload.data.contract : TRANSFER_CONTRACT;
}

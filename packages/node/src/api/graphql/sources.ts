import { fromHex } from '@eventide/base';
import type { Hash } from '@eventide/ledger';
import type { SpentTx } from '@eventide/tx';
import { GraphQLError } from 'graphql';
import type { ArchiveReader } from '../../archive/archiveReader.ts';
import type { LabelledChainBlock, NodeDoor } from '../nodeDoor.ts';
import type { Budget } from './budget.ts';
import type { DecodedTx, DecodedTxs } from './decodedTxs.ts';

/** What resolvers of one request share. */
export type GraphqlContext = {
  readonly door: NodeDoor;
  readonly archive: ArchiveReader | undefined;
  readonly budget: Budget;
  readonly decoded: DecodedTxs;
};

/** A transaction behind the type `Transaction`. */
export type TxSource = DecodedTx;

/** A transaction of a block behind `SpentTransaction`. */
export type SpentSource = TxSource & {
  readonly spent: SpentTx;
  readonly blockHash: Hash;
  readonly timestampSec: bigint;
};

/** A block behind `Block`; its transactions are read once, when somebody asks. */
export type BlockSource = LabelledChainBlock & { transactions(): Promise<readonly SpentSource[]> };

const HASH_BYTES = 32;

export function blockSource(context: GraphqlContext, found: LabelledChainBlock): BlockSource {
  let loaded: Promise<readonly SpentSource[]> | undefined;
  return {
    ...found,
    transactions() {
      loaded ??= loadTransactions(context, found);
      return loaded;
    },
  };
}

async function loadTransactions(
  { door, budget, decoded }: GraphqlContext,
  { block }: LabelledChainBlock,
): Promise<SpentSource[]> {
  budget.spendReads(block.txs.length);
  const { hash, timestampSec } = block.header;
  return Promise.all(
    decoded.ofBlock(block).map(async (source) => {
      const spent = await door.ledger.spent(source.id);
      if (spent === undefined) throw new GraphQLError('Cannot find transaction');
      return { ...source, spent, blockHash: hash, timestampSec };
    }),
  );
}

export async function findSpent({ door, budget, decoded }: GraphqlContext, id: Hash): Promise<SpentSource | null> {
  budget.spendReads();
  const spent = await door.ledger.spent(id);
  if (spent === undefined) return null;
  const { blockHash, timestampSec } = spent;
  return { ...decoded.get(id, spent.tx), spent, blockHash, timestampSec };
}

/** The bytes of a hash; null for hex of another length, which nothing has. @throws GraphQLError for anything but hex */
export function hashOf(text: string): Hash | null {
  let bytes: Uint8Array;
  try {
    bytes = fromHex(text);
  } catch {
    throw new GraphQLError('Invalid hex');
  }
  return bytes.length === HASH_BYTES ? bytes : null;
}

import { fromHex } from '@eventide/base';
import type { Hash } from '@eventide/ledger';
import { decodeTx, type NodeTx, type SpentTx, type Transaction, txId } from '@eventide/tx';
import { GraphQLError } from 'graphql';
import type { ArchiveReader } from '../../archive/archiveReader.ts';
import type { LabelledChainBlock, NodeDoor } from '../nodeDoor.ts';
import type { Budget } from './budget.ts';

/** What resolvers of one request share. */
export type GraphqlContext = {
  readonly door: NodeDoor;
  readonly archive: ArchiveReader | undefined;
  readonly budget: Budget;
};

/** A transaction behind the type `Transaction`. */
export type TxSource = { readonly tx: Transaction; readonly id: Hash };

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
  { door, budget }: GraphqlContext,
  { block }: LabelledChainBlock,
): Promise<SpentSource[]> {
  budget.spendReads(block.txs.length);
  const { hash, timestampSec } = block.header;
  return Promise.all(
    block.txs.map(async (envelope) => {
      const { tx, id } = txSource(envelope);
      const spent = await door.ledger.spent(id);
      if (spent === undefined) throw new GraphQLError('Cannot find transaction');
      return { tx, id, spent, blockHash: hash, timestampSec };
    }),
  );
}

export function txSource({ protocolBytes }: NodeTx): TxSource {
  const tx = decodeTx(protocolBytes, { strict: false });
  return { tx, id: txId(tx) };
}

export async function findSpent({ door, budget }: GraphqlContext, id: Hash): Promise<SpentSource | null> {
  budget.spendReads();
  const spent = await door.ledger.spent(id);
  if (spent === undefined) return null;
  const { blockHash, timestampSec } = spent;
  return { ...txSource(spent.tx), spent, blockHash, timestampSec };
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

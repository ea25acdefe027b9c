import { fromBase58, toHex } from '@eventide/base';
import { creditsOf, membersOf, type Provisioners, votingCommittee } from '@eventide/consensus';
import { BLS_PUBLIC_KEY_SIZE } from '@eventide/crypto/bls/keys';
import type { Header } from '@eventide/ledger';
import type { NodeDoor, NodeEvent } from '@eventide/node';
import { decodeTx } from '@eventide/tx/envelope';
import { gasTerms } from '@eventide/tx/transaction';
import { type BlockLine, shortHex, type TxLine } from '../launch/lines.ts';
import { txKind } from './txKind.ts';

export type NamedAccount = { readonly name: string; readonly account: string };

export type WatchedNode = {
  readonly door: NodeDoor;
  /** Stakes that draw the next round. */
  readonly provisioners: () => Provisioners;
};

/** Accepted blocks of a node as lines of the live log, in order; returns how to stop. `known`: provisioners that have a name. */
export function watchBlocks(
  { door, provisioners }: WatchedNode,
  known: readonly NamedAccount[],
  listener: (block: BlockLine) => void,
): () => void {
  const names = new Map(known.map(({ name, account }) => [toHex(fromBase58(account, BLS_PUBLIC_KEY_SIZE)), name]));
  let parent: Header = door.ledger.tip().block.header;
  let drawnFrom = provisioners();
  return door.subscribe((event) => {
    if (event.kind === 'reverted') {
      parent = door.ledger.tip().block.header;
      drawnFrom = provisioners();
    }
    if (event.kind !== 'accepted') return;
    const { header } = event.block;
    listener(lineOf(event, votesOf(header, parent, drawnFrom), names, door.ledger.lastFinal().height));
    parent = header;
    drawnFrom = provisioners();
  });
}

function lineOf(
  { block, label, spent }: Extract<NodeEvent, { kind: 'accepted' }>,
  votes: number,
  names: ReadonlyMap<string, string>,
  finalHeight: bigint,
): BlockLine {
  const { header } = block;
  const generator = toHex(header.generator);
  return {
    height: header.height,
    hash: toHex(header.hash),
    generator: names.get(generator) ?? shortHex(generator),
    iteration: header.iteration,
    txs: spent.map((entry): TxLine => {
      const tx = decodeTx(entry.tx.protocolBytes, { strict: false });
      const { gasPrice } = gasTerms(tx);
      return { id: toHex(entry.id), kind: txKind(tx), fee: entry.gasSpent * gasPrice, error: entry.error ?? null };
    }),
    gas: spent.reduce((sum, { gasSpent }) => sum + gasSpent, 0n),
    votes,
    label: label.kind,
    finalHeight,
    timestampSec: header.timestampSec,
  };
}

/** Credits in the block's own attestation. */
function votesOf({ height, iteration, att }: Header, parent: Header, provisioners: Provisioners): number {
  if (provisioners.length === 0) return 0;
  const place = { seed: parent.seed, round: height, iteration };
  return (['validation', 'ratification'] as const).reduce((sum, step) => {
    const committee = votingCommittee(provisioners, place, step);
    return sum + creditsOf(membersOf(committee, att[step].bitset));
  }, 0);
}

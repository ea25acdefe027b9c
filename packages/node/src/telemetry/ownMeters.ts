import { equalBytes, type Metrics } from '@eventide/base';
import { culpritOf, generatorOf, type Provisioners } from '@eventide/consensus';
import type { Block, Header, PublicKeyBytes } from '@eventide/ledger';
import type { NodeEvent } from '../api/nodeDoor.ts';

/** What a node knows of itself and of the round that begins. */
export type OwnFacts = {
  /** Undefined for an observer, whose counts stay 0. */
  readonly key: PublicKeyBytes | undefined;
  readonly tip: () => Header;
  /** Who draws the round after the tip. */
  readonly provisioners: () => Provisioners;
  readonly inSync: () => boolean;
};

/** Counts what the network saw of this provisioner: its blocks, its slots without one, its faults. Spec: 13 §8 */
export function countOwn(metrics: Metrics, { key, tip, provisioners, inSync }: OwnFacts): (event: NodeEvent) => void {
  const blocks = metrics.counter({ name: 'eventide_own_blocks_total', help: 'Accepted blocks of this provisioner.' });
  const missed = metrics.counter({
    name: 'eventide_own_slots_missed_total',
    help: 'Iterations that were this provisioner’s to make a block in, and brought none.',
  });
  const faults = metrics.counter({
    name: 'eventide_own_faults_total',
    help: 'Proven faults of this provisioner in accepted blocks.',
  });
  const round = (): { readonly parent: Header; readonly drawn: Provisioners } => ({
    parent: tip(),
    drawn: provisioners(),
  });
  let before: ReturnType<typeof round> | undefined = round();
  return (event) => {
    if (key === undefined) return;
    if (event.kind === 'reverted') before = undefined;
    if (event.kind !== 'accepted') return;
    const { header, faults: proven } = event.block;
    faults.add(proven.filter((fault) => equalBytes(culpritOf(fault), key)).length);
    if (before !== undefined && equalBytes(before.parent.hash, header.prevBlockHash)) {
      const own = ownSlots(event.block, before, key);
      if (own.includes(header.iteration)) blocks.add();
      // What was caught up is history: nobody can mend it any more.
      if (inSync()) missed.add(own.filter((iteration) => iteration !== header.iteration).length);
    }
    // Later blocks may be there already: those rounds are left out.
    before = equalBytes(tip().hash, header.hash) ? round() : undefined;
  };
}

/** Iterations of a block's round, up to its own, that this key was to propose in. */
function ownSlots(
  { header }: Block,
  { parent, drawn }: { readonly parent: Header; readonly drawn: Provisioners },
  key: PublicKeyBytes,
): number[] {
  return Array.from({ length: header.iteration + 1 }, (_, iteration) => iteration).filter((iteration) => {
    const generator = generatorOf(drawn, { seed: parent.seed, round: header.height, iteration });
    return generator !== undefined && equalBytes(generator, key);
  });
}

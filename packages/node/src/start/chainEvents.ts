import type { Block } from '@eventide/ledger';
import { decodeKnownTx, txId } from '@eventide/tx';
import type { NodeEvent } from '../api/nodeDoor.ts';
import type { ChainEvent } from '../chain/effects.ts';
import type { Executed } from '../chain/ports.ts';

/** The chain's events with what execution gave, for everybody else. */
export class ChainEvents {
  readonly #emit: (event: NodeEvent) => void;
  readonly #instant: boolean;
  #applied: { readonly block: Block; readonly executed: Executed } | undefined;

  constructor(emit: (event: NodeEvent) => void, instant: boolean) {
    this.#emit = emit;
    this.#instant = instant;
  }

  /** A block was applied; its events follow. */
  applied(block: Block, executed: Executed): void {
    this.#applied = { block, executed };
  }

  hear(event: ChainEvent): void {
    const applied = this.#applied;
    if (applied === undefined) return;
    const atHeight = applied.block.header.height;
    if (event.kind !== 'accepted') {
      this.#emit({ ...event, atHeight });
      return;
    }
    const { block, executed } = applied;
    const spent = executed.spent.map((entry) => ({
      ...entry,
      id: txId(decodeKnownTx(entry.tx.protocolBytes, { strict: false })),
    }));
    const { label } = event;
    const first = this.#instant ? ({ kind: 'Attested', distance: 1n } as const) : label;
    this.#emit({ kind: 'accepted', block, label: first, spent, events: executed.events });
    if (!this.#instant) return;
    const { height, hash } = block.header;
    this.#emit({ kind: 'labelled', height, hash, label: { kind: 'Confirmed', distance: 0n }, atHeight });
    this.#emit({ kind: 'labelled', height, hash, label, atHeight });
  }
}

import { createLru, type Lru, toHex } from '@eventide/base';
import type { Hash, Header } from '@eventide/ledger';

/** Candidates whose first hearing is remembered until their blocks are accepted. */
const HEARD = 128;
/** Generators that are compared, each by its newest block: one wrong clock among them moves no median. */
const COMPARED = 32;
/** A candidate may be heard so long before the whole second it is dated to, as it is made ahead of its earliest time… */
const EARLY_SEC = 0.7;
/** …and so long after: its second passes, and it travels. */
const LATE_SEC = 1.5;

/** This clock beside those of others, by the times of blocks that were accepted. */
export type ClockComparison = {
  /** A candidate of somebody else came. */
  heard(hash: Hash, nowMs: number): void;
  /** A block was accepted. */
  accepted(header: Pick<Header, 'hash' | 'timestampSec' | 'generator'>): void;
  /** Least seconds that this clock is ahead of the others, negative behind; 0 within what times of blocks can tell. */
  offsetSec(): number;
};

/** Blocks are dated to whole seconds, so what is told is a bound, not a measurement. Spec: 13 §8 */
export function createClockComparison(): ClockComparison {
  const heard: Lru<string, number> = createLru({ maxEntries: HEARD });
  const leads = new Map<string, number>();
  return {
    heard(hash, nowMs) {
      const name = toHex(hash);
      if (heard.get(name) === undefined) heard.set(name, nowMs);
    },
    accepted({ hash, timestampSec, generator }) {
      const heardMs = heard.get(toHex(hash));
      if (heardMs === undefined) return;
      const name = toHex(generator);
      leads.delete(name);
      leads.set(name, heardMs / 1_000 - Number(timestampSec));
      if (leads.size > COMPARED) leads.delete(leads.keys().next().value as string);
    },
    offsetSec() {
      const lead = median([...leads.values()]);
      return lead < -EARLY_SEC ? lead + EARLY_SEC : Math.max(0, lead - LATE_SEC);
    },
  };
}

/** The lower one of two in the middle; 0 of nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}

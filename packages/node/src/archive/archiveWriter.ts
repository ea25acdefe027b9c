import { type Clock, createLru, type Log, type Lru, toHex } from '@eventide/base';
import type { Block } from '@eventide/ledger';
import type { LedgerDoor, NodeEvent, PlacedEvent } from '../api/nodeDoor.ts';
import type { ArchivedEvent } from './archiveReader.ts';
import { fillMarks, marksMissing } from './fillMarks.ts';
import { eventOfRow } from './sql/eventRow.ts';
import { integerOf, type Row, type Sql, type Statement, textOf } from './sql/sql.ts';
import {
  type ArchivedBlock,
  finalizedStatements,
  removalStatements,
  toArchived,
  unfinalizedStatements,
  unwindStatements,
} from './statements.ts';

/** Finds the events of an accepted block again, by executing it; undefined if the state before it is gone. */
export type EventReplay = (block: Block) => Promise<readonly PlacedEvent[] | undefined>;

export type ArchiveWriterDeps = {
  readonly sql: Sql;
  readonly ledger: LedgerDoor;
  readonly replay: EventReplay;
  readonly clock: Clock;
  readonly log: Log;
};

export type ArchiveProgress = {
  /** Highest block with its events. */
  readonly archived: bigint;
  readonly final: bigint;
  readonly tip: bigint;
  /** Blocks whose events could not be found again. */
  readonly gaps: bigint;
};

/** Live events kept until they are written; older blocks are executed again. */
const KEPT_BLOCKS = 256;
const KEPT_BYTES = 67_108_864;
/** Final blocks written in one transaction. */
const BLOCKS_AT_ONCE = 32;
const RETRY_MS = 1_000;
const MOST_RETRY_MS = 60_000;
const TOLD_EVERY = 1_000n;

/**
 * Follows the chain by comparing: what the archive holds against what the ledger holds, one step at a time until they agree. So
 * it starts, restarts, fills in and goes back by the same steps; events only wake it.
 * Spec: 08 §6
 */
export class ArchiveWriter {
  readonly #deps: ArchiveWriterDeps;
  readonly #live: Lru<string, readonly PlacedEvent[]>;
  /** Not final, ascending. */
  #open: ArchivedBlock[] = [];
  #final: ArchivedBlock;
  #gaps = 0n;
  /** Events from before there were marks are still to be read. */
  #marksMissing = false;
  #running = false;
  #again = false;
  #closed = false;
  #cancelRetry: () => void = () => undefined;
  #settled: (() => void)[] = [];

  constructor(deps: ArchiveWriterDeps, genesis: ArchivedBlock) {
    this.#deps = deps;
    this.#final = genesis;
    this.#live = createLru({
      maxEntries: KEPT_BLOCKS,
      maxWeight: KEPT_BYTES,
      weigh: (events) => events.reduce((sum, { event }) => sum + event.data.length + 256, 0),
    });
  }

  get progress(): ArchiveProgress {
    return {
      archived: this.#top.height,
      final: this.#final.height,
      tip: this.#deps.ledger.tip().block.header.height,
      gaps: this.#gaps,
    };
  }

  /** Reads where the archive stands. @throws ArchiveError */
  async load(): Promise<void> {
    const { sql } = this.#deps;
    const [last] = await sql.query({
      text: 'SELECT block_height, block_hash FROM finalized_blocks ORDER BY block_height DESC LIMIT 1',
    });
    if (last !== undefined) this.#final = blockOf(last);
    const open = await sql.query({
      text: 'SELECT block_height, block_hash FROM unfinalized_blocks ORDER BY block_height',
    });
    this.#open = open.map(blockOf);
    const [gaps] = await sql.query({ text: 'SELECT COUNT(*) AS count FROM archive_gaps' });
    this.#gaps = gaps === undefined ? 0n : integerOf(gaps, 'count');
    this.#marksMissing = await marksMissing(sql);
  }

  /** Keeps what an event tells and looks at the chain. */
  notice(event: NodeEvent): void {
    if (event.kind === 'accepted') this.#live.set(toHex(event.block.header.hash), event.events);
    if (event.kind === 'accepted' || event.kind === 'labelled' || event.kind === 'reverted') this.wake();
  }

  /** Looks at the chain, now or after the step under way. */
  wake(): void {
    this.#again = true;
    if (!this.#running && !this.#closed) void this.#run();
  }

  /** Resolves when the archive agrees with the ledger. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      this.wake();
    });
  }

  /** Ends after the step under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    if (this.#running) await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  get #top(): ArchivedBlock {
    return this.#open.at(-1) ?? this.#final;
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    this.#running = true;
    this.#cancelRetry();
    let waitMs = RETRY_MS;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        while (!this.#closed && (await this.#step())) waitMs = RETRY_MS;
      } catch (error) {
        log.error('archive cannot be written; trying again', { reason: String(error), waitMs });
        this.#again = true;
        await new Promise<void>((resolve) => {
          const cancel = clock.setTimer(waitMs, resolve);
          this.#cancelRetry = () => {
            cancel();
            resolve();
          };
        });
        waitMs = Math.min(2 * waitMs, MOST_RETRY_MS);
      }
    }
    this.#running = false;
    for (const resolve of this.#settled.splice(0)) resolve();
  }

  /** One step towards the ledger; false if there is none to take. */
  async #step(): Promise<boolean> {
    const { ledger } = this.#deps;
    const top = this.#top;
    const at = await ledger.at(top.height);
    if (at === undefined || toHex(at.block.header.hash) !== top.hash) return this.#goBack(top);
    const [first] = this.#open;
    const finalHeight = ledger.lastFinal().height;
    if (first !== undefined && first.height <= finalHeight) return this.#finalize(first);
    if (top.height >= ledger.tip().block.header.height) return this.#marksMissing ? this.#fillMarks() : false;
    return this.#open.length === 0 && top.height < finalHeight
      ? this.#fillIn(top.height + 1n, finalHeight)
      : this.#append(top);
  }

  async #goBack(top: ArchivedBlock): Promise<boolean> {
    const { sql, log } = this.#deps;
    if (this.#open.length > 0) {
      await sql.transaction(removalStatements(top));
      this.#open.pop();
      return true;
    }
    // The genesis block of the archive is that of the ledger: this ends.
    if (top.height === 0n) return false;
    log.warn('archive goes back behind a final block', { height: top.height, hash: top.hash });
    await sql.transaction(unwindStatements(top));
    const [before] = await sql.query({
      text: 'SELECT block_height, block_hash FROM finalized_blocks WHERE block_height = $1',
      values: [top.height - 1n],
    });
    const genesis = await this.#deps.ledger.at(0n);
    if (before !== undefined) this.#final = blockOf(before);
    else this.#final = { height: 0n, hash: genesis === undefined ? '' : toHex(genesis.block.header.hash) };
    return true;
  }

  async #append(top: ArchivedBlock): Promise<boolean> {
    const found = await this.#deps.ledger.at(top.height + 1n);
    if (found === undefined || toHex(found.block.header.prevBlockHash) !== top.hash) return this.#moved(top);
    const block = archivedOf(found.block);
    const { events, gap } = await this.#eventsOf(found.block);
    await this.#deps.sql.transaction([...unfinalizedStatements(block, events), ...gap]);
    this.#open.push(block);
    this.#gaps += BigInt(gap.length);
    return true;
  }

  /** The ledger changed while it was read: look again, unless nothing is to be seen. */
  async #moved(top: ArchivedBlock): Promise<boolean> {
    const at = await this.#deps.ledger.at(top.height);
    return at === undefined || toHex(at.block.header.hash) !== top.hash;
  }

  async #finalize(block: ArchivedBlock): Promise<boolean> {
    const { sql } = this.#deps;
    const rows = await sql.query({
      text: 'SELECT origin, topic, source, data FROM unfinalized_events WHERE block_hash = $1 ORDER BY id',
      values: [block.hash],
    });
    await sql.transaction([...removalStatements(block), ...finalizedStatements(block, rows.map(eventOfRow))]);
    this.#open.shift();
    this.#final = block;
    return true;
  }

  /** Final blocks that the archive missed. */
  async #fillIn(from: bigint, to: bigint): Promise<boolean> {
    const { sql, ledger, log } = this.#deps;
    const statements: Statement[] = [];
    let last = this.#final;
    let gaps = 0;
    for (let height = from; height <= to && height < from + BigInt(BLOCKS_AT_ONCE); height++) {
      const found = await ledger.at(height);
      if (found === undefined || toHex(found.block.header.prevBlockHash) !== last.hash) break;
      const { events, gap } = await this.#eventsOf(found.block);
      last = archivedOf(found.block);
      statements.push(...finalizedStatements(last, events), ...gap);
      gaps += gap.length;
      if (height % TOLD_EVERY === 0n) log.info('archive fills in', { height, of: to });
    }
    if (last === this.#final) return this.#moved(last);
    await sql.transaction(statements);
    this.#final = last;
    this.#gaps += BigInt(gaps);
    return true;
  }

  async #fillMarks(): Promise<boolean> {
    this.#marksMissing = await fillMarks(this.#deps.sql);
    return true;
  }

  async #eventsOf(block: Block): Promise<{ events: readonly ArchivedEvent[]; gap: readonly Statement[] }> {
    const { hash, height } = block.header;
    const placed = this.#live.get(toHex(hash)) ?? (await this.#deps.replay(block));
    if (placed !== undefined) return { events: placed.map(toArchived), gap: [] };
    this.#deps.log.warn('events of a block are gone: its state is pruned', { height });
    const text = 'INSERT INTO archive_gaps (block_height, block_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    return { events: [], gap: [{ text, values: [height, toHex(hash)] }] };
  }
}

function archivedOf({ header }: Block): ArchivedBlock {
  return { height: header.height, hash: toHex(header.hash) };
}

function blockOf(row: Row): ArchivedBlock {
  return { height: integerOf(row, 'block_height'), hash: textOf(row, 'block_hash') };
}

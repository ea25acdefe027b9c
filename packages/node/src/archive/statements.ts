import { toHex } from '@eventide/base';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { PlacedEvent } from '../api/nodeDoor.ts';
import type { ArchivedEvent } from './archiveReader.ts';
import { moonlightFlows } from './moonlightFlows.ts';
import { phoenixMarks } from './phoenixMarks.ts';
import { insertRows, type SqlValue, type Statement } from './sql/sql.ts';

/** A block of the archive; the hash is hex. */
export type ArchivedBlock = { readonly height: bigint; readonly hash: string };

const TRANSFER = toHex(TRANSFER_CONTRACT);
const PHOENIX = 'phoenix';
const EVENT_COLUMNS = '(block_height, block_hash, origin, topic, source, data) VALUES';
const OUT = 0;
const IN = 1;
const NULLIFIER = 0;
const NOTE = 1;

export function toArchived({ event, origin }: PlacedEvent): ArchivedEvent {
  return { origin: toHex(origin), topic: event.topic, source: toHex(event.source), data: event.data };
}

/** Puts in a block that is not final, in place of another one at its height. Spec: 08 §6 */
export function unfinalizedStatements(block: ArchivedBlock, events: readonly ArchivedEvent[]): Statement[] {
  return [
    { text: 'DELETE FROM unfinalized_events WHERE block_height = $1', values: [block.height] },
    { text: 'DELETE FROM unfinalized_blocks WHERE block_height = $1', values: [block.height] },
    ...insertRows('INSERT INTO unfinalized_blocks (block_height, block_hash) VALUES', [[block.height, block.hash]]),
    ...insertRows(`INSERT INTO unfinalized_events ${EVENT_COLUMNS}`, eventRows(block, events)),
  ];
}

/** Takes out a block that is not final. Spec: 08 §6 */
export function removalStatements({ hash }: ArchivedBlock): Statement[] {
  return [
    { text: 'DELETE FROM unfinalized_events WHERE block_hash = $1', values: [hash] },
    { text: 'DELETE FROM unfinalized_blocks WHERE block_hash = $1', values: [hash] },
  ];
}

/** Puts in a final block, its events by origin, and what they say of accounts. Spec: 08 §6 */
export function finalizedStatements(block: ArchivedBlock, events: readonly ArchivedEvent[]): Statement[] {
  const groups = byOrigin(events);
  const phoenix = events.some(({ source, topic }) => source === TRANSFER && topic === PHOENIX) ? 1 : 0;
  return [
    ...insertRows('INSERT INTO finalized_blocks (id, block_height, block_hash, phoenix_present) VALUES', [
      [block.height, block.height, block.hash, phoenix],
    ]),
    ...insertRows(
      `INSERT INTO finalized_events ${EVENT_COLUMNS}`,
      groups.flatMap(([, group]) => eventRows(block, group)),
    ),
    ...moonlightStatements(block.height, groups),
    ...markStatements(events.map((event) => ({ height: block.height, event }))),
  ];
}

/** Takes a final block back out: only networks under test go back so far. */
export function unwindStatements({ height }: ArchivedBlock): Statement[] {
  const tables = [
    'moonlight_flows',
    'moonlight_memos',
    'phoenix_marks',
    'archive_gaps',
    'finalized_events',
    'finalized_blocks',
  ];
  return tables.map((table) => ({ text: `DELETE FROM ${table} WHERE block_height = $1`, values: [height] }));
}

/** Accounts get the numbers after the last one, without holes: the highest is their count. Spec: 08 §6 */
export function accountStatements(accounts: Iterable<string>): Statement[] {
  const rows = [...new Set(accounts)].map((account) => [account]);
  return insertRows(
    `INSERT INTO active_accounts (id, public_key)
     SELECT (SELECT COALESCE(MAX(id), 0) FROM active_accounts) + ROW_NUMBER() OVER (ORDER BY place), account
     FROM (SELECT account, ROW_NUMBER() OVER () AS place FROM (VALUES`,
    rows,
    `) AS given (account)) AS fresh
     WHERE NOT EXISTS (SELECT 1 FROM active_accounts WHERE public_key = account)`,
  );
}

function moonlightStatements(
  height: bigint,
  groups: readonly (readonly [string, readonly ArchivedEvent[]])[],
): Statement[] {
  const flows: SqlValue[][] = [];
  const memos: SqlValue[][] = [];
  const accounts: string[] = [];
  for (const [origin, group] of groups) {
    const { inflows, outflows, memos: found } = moonlightFlows(group);
    accounts.push(...inflows, ...outflows);
    flows.push(...[...outflows].map((account) => [account, OUT, height, origin]));
    flows.push(...[...inflows].map((account) => [account, IN, height, origin]));
    memos.push(...found.map((memo) => [memo, height, origin]));
  }
  return [
    ...insertRows('INSERT INTO moonlight_flows (account, direction, block_height, origin) VALUES', flows),
    ...insertRows('INSERT INTO moonlight_memos (memo, block_height, origin) VALUES', memos, 'ON CONFLICT DO NOTHING'),
    ...accountStatements(accounts),
  ];
}

/** Keeps what shielded transactions left in the open. Spec: 13 §6 */
export function markStatements(
  events: readonly { readonly height: bigint; readonly event: ArchivedEvent }[],
): Statement[] {
  const rows = events.flatMap(({ height, event }) =>
    phoenixMarks(event).map(({ mark, kind, position }) => [
      mark,
      kind === 'nullifier' ? NULLIFIER : NOTE,
      height,
      event.origin,
      position,
    ]),
  );
  const head = 'INSERT INTO phoenix_marks (mark, kind, block_height, origin, position) VALUES';
  return insertRows(head, rows, 'ON CONFLICT DO NOTHING');
}

/** In order of the origin's bytes; inside a group in order of execution. Spec: 08 §6 */
function byOrigin(events: readonly ArchivedEvent[]): (readonly [string, readonly ArchivedEvent[]])[] {
  const groups = new Map<string, ArchivedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.origin);
    if (group === undefined) groups.set(event.origin, [event]);
    else group.push(event);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function eventRows({ height, hash }: ArchivedBlock, events: readonly ArchivedEvent[]): SqlValue[][] {
  return events.map(({ origin, topic, source, data }) => [height, hash, origin, topic, source, data]);
}

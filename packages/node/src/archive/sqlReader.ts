import { toHex } from '@eventide/base';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { ArchivedEvent, ArchiveReader, GroupRange, MarkPlace, MoonlightGroup } from './archiveReader.ts';
import { MARKING_TOPICS, phoenixMarks } from './phoenixMarks.ts';
import { eventOfRow } from './sql/eventRow.ts';
import { integerOf, type Row, type Sql, type SqlValue, textOf } from './sql/sql.ts';

const EVENT = 'origin, topic, source, data';
const MAX_I64 = 2n ** 63n - 1n;
const TRANSFER = toHex(TRANSFER_CONTRACT);
/** A nullifier stands once; somebody may send to one key as often as he likes. */
const MOST_PLACES = 100;

/** The archive's answers, each one statement. Spec: 08 §6 */
export function createSqlReader(sql: Sql): ArchiveReader {
  const rows = (text: string, ...values: SqlValue[]): Promise<readonly Row[]> => sql.query({ text, values });
  const one = async (text: string, ...values: SqlValue[]): Promise<Row | undefined> => (await rows(text, ...values))[0];
  return {
    eventsAt: async (height) => {
      const found =
        height < 0n
          ? await rows(
              `SELECT ${EVENT} FROM unfinalized_events
               WHERE block_height = (SELECT MAX(block_height) FROM unfinalized_events) ORDER BY id`,
            )
          : await rows(eitherEvents('block_height'), clamp(height));
      return found.map(eventOfRow);
    },
    eventsOf: async (hash) => (await rows(eitherEvents('block_hash'), hash.toLowerCase())).map(eventOfRow),
    finalizedEvents: async (contract, afterId, limit) => {
      const found = await rows(
        `SELECT id, block_height, block_hash, ${EVENT} FROM finalized_events
         WHERE source = $1 AND id > $2 ORDER BY id LIMIT $3`,
        contract,
        clamp(afterId),
        limit,
      );
      return found.map((row) => ({
        ...eventOfRow(row),
        id: integerOf(row, 'id'),
        blockHeight: integerOf(row, 'block_height'),
        blockHash: textOf(row, 'block_hash'),
      }));
    },
    isFinalized: async (height, hash) =>
      (await one('SELECT 1 FROM finalized_blocks WHERE block_height = $1 AND block_hash = $2', clamp(height), hash)) !==
      undefined,
    nextPhoenix: async (height) => {
      const row = await one(
        `SELECT block_height FROM finalized_blocks
         WHERE block_height > $1 AND phoenix_present = 1 ORDER BY block_height LIMIT 1`,
        clamp(height),
      );
      return row && integerOf(row, 'block_height');
    },
    moonlightOfAccount: async (account, range) =>
      groupsOf(
        await rows(
          groups('SELECT DISTINCT block_height, origin FROM moonlight_flows WHERE account = $4', range.descending),
          ...bounds(range),
          account,
        ),
      ),
    moonlightBetween: async (sender, receiver, range) => {
      const flow = (direction: number, place: number): string =>
        `SELECT block_height, origin FROM moonlight_flows WHERE direction = ${direction} AND account = $${place}`;
      const accounts = [sender, receiver].filter((account) => account !== undefined);
      const flows =
        sender !== undefined && receiver !== undefined
          ? `${flow(0, 5)} INTERSECT ${flow(1, 6)}`
          : flow(sender === undefined ? 1 : 0, 5);
      return groupsOf(
        await rows(groups(flows, false, 'OFFSET $4'), ...bounds(range), clamp(range.offset), ...accounts),
      );
    },
    moonlightByMemo: async (memo, limit) =>
      groupsOf(
        await rows(
          groups('SELECT block_height, origin FROM moonlight_memos WHERE memo = $4', false),
          ...bounds({ limit }),
          memo,
        ),
      ),
    marked: async (mark) => {
      const [open, final] = await Promise.all([
        rows(
          `SELECT block_height, ${EVENT} FROM unfinalized_events
           WHERE source = $1 AND topic IN (${MARKING_TOPICS.map((topic) => `'${topic}'`).join(', ')}) ORDER BY id`,
          TRANSFER,
        ),
        rows(
          `SELECT kind, origin, block_height, position FROM phoenix_marks
           WHERE mark = $1 ORDER BY block_height, origin LIMIT ${MOST_PLACES}`,
          mark,
        ),
      ]);
      return [...final.map(placeOfRow), ...open.flatMap((row) => placesOfEvent(row, mark))].slice(0, MOST_PLACES);
    },
    accountCount: async () => {
      const row = await one('SELECT COALESCE(MAX(id), 0) AS count FROM active_accounts');
      return row === undefined ? 0n : integerOf(row, 'count');
    },
    txCount: async () => {
      const counts = await rows(
        `SELECT topic, COUNT(*) AS count FROM finalized_events
         WHERE source = $1 AND topic IN ('moonlight', 'phoenix') GROUP BY topic`,
        TRANSFER,
      );
      const byTopic = new Map(counts.map((row) => [textOf(row, 'topic'), integerOf(row, 'count')]));
      return { moonlight: byTopic.get('moonlight') ?? 0n, phoenix: byTopic.get('phoenix') ?? 0n };
    },
  };
}

function placeOfRow(row: Row): MarkPlace {
  return {
    kind: integerOf(row, 'kind') === 0n ? 'nullifier' : 'note',
    origin: textOf(row, 'origin'),
    blockHeight: integerOf(row, 'block_height'),
    position: row.position === null ? null : integerOf(row, 'position'),
  };
}

function placesOfEvent(row: Row, wanted: string): MarkPlace[] {
  const event = eventOfRow(row);
  return phoenixMarks(event)
    .filter(({ mark }) => mark === wanted)
    .map(({ kind, position }) => ({
      kind,
      origin: event.origin,
      blockHeight: integerOf(row, 'block_height'),
      position,
    }));
}

/** Rows that are not final win. Spec: 08 §5.1 */
function eitherEvents(column: 'block_height' | 'block_hash'): string {
  return `SELECT * FROM (
      SELECT id, ${EVENT} FROM unfinalized_events WHERE ${column} = $1
      UNION ALL
      SELECT id, ${EVENT} FROM finalized_events
      WHERE ${column} = $1 AND NOT EXISTS (SELECT 1 FROM unfinalized_events WHERE ${column} = $1)
    ) AS events ORDER BY id`;
}

/** Events of the groups that `flows` names; $1 and $2 are the range of heights, $3 the number of groups. */
function groups(flows: string, descending: boolean, offset = ''): string {
  const order = descending ? 'DESC' : 'ASC';
  return `WITH named AS (
      SELECT block_height, origin FROM (${flows}) AS flows
      WHERE block_height BETWEEN $1 AND $2
      ORDER BY block_height ${order}, origin ${order} LIMIT $3 ${offset}
    )
    SELECT named.block_height, named.origin, e.topic, e.source, e.data
    FROM named JOIN finalized_events e ON e.block_height = named.block_height AND e.origin = named.origin
    ORDER BY named.block_height ${order}, named.origin ${order}, e.id`;
}

function bounds({ fromBlock = 0n, toBlock = MAX_I64, limit }: GroupRange): [bigint, bigint, number] {
  return [clamp(fromBlock), clamp(toBlock), limit];
}

function groupsOf(rows: readonly Row[]): MoonlightGroup[] {
  const found = new Map<string, { origin: string; blockHeight: bigint; events: ArchivedEvent[] }>();
  for (const row of rows) {
    const event = eventOfRow(row);
    const blockHeight = integerOf(row, 'block_height');
    const key = `${blockHeight}/${event.origin}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, { origin: event.origin, blockHeight, events: [event] });
    else group.events.push(event);
  }
  return [...found.values()];
}

/** Columns are signed: what no height can be stays what no height can be. */
function clamp(value: bigint): bigint {
  if (value > MAX_I64) return MAX_I64;
  return value < -MAX_I64 ? -MAX_I64 : value;
}

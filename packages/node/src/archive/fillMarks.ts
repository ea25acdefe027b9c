import { MARKING_TOPICS } from './phoenixMarks.ts';
import { eventOfRow } from './sql/eventRow.ts';
import { integerOf, type Sql, textOf } from './sql/sql.ts';
import { markStatements } from './statements.ts';

const EVENTS_AT_ONCE = 500;
/** Facts: the last event from before there were marks, and the last one read since. */
const [MISSING, READ] = ['marks_missing', 'marks_read'];

/** Whether events of an older archive are still to be read for their marks. */
export async function marksMissing(sql: Sql): Promise<boolean> {
  return (await factOf(sql, MISSING)) !== undefined;
}

/** Reads the next part of those events; false once all are read. Where it stops it goes on. */
export async function fillMarks(sql: Sql): Promise<boolean> {
  const last = await factOf(sql, MISSING);
  if (last === undefined) return false;
  const rows = await sql.query({
    text: `SELECT id, block_height, origin, topic, source, data FROM finalized_events
      WHERE id > $1 AND id <= $2 AND topic IN (${MARKING_TOPICS.map((topic) => `'${topic}'`).join(', ')})
      ORDER BY id LIMIT ${EVENTS_AT_ONCE}`,
    values: [(await factOf(sql, READ)) ?? 0n, last],
  });
  const marks = markStatements(rows.map((row) => ({ height: integerOf(row, 'block_height'), event: eventOfRow(row) })));
  const newest = rows.at(-1);
  if (newest === undefined || rows.length < EVENTS_AT_ONCE) {
    await sql.transaction([
      ...marks,
      { text: 'DELETE FROM archive_facts WHERE name IN ($1, $2)', values: [MISSING, READ] },
    ]);
    return false;
  }
  const text = `INSERT INTO archive_facts (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`;
  await sql.transaction([...marks, { text, values: [READ, integerOf(newest, 'id').toString()] }]);
  return true;
}

async function factOf(sql: Sql, name: string): Promise<bigint | undefined> {
  const [row] = await sql.query({ text: 'SELECT value FROM archive_facts WHERE name = $1', values: [name] });
  return row === undefined ? undefined : BigInt(textOf(row, 'value'));
}

import type { ArchivedEvent } from '../archiveReader.ts';
import { bytesOf, type Row, textOf } from './sql.ts';

/** The event in a row with its four columns. */
export function eventOfRow(row: Row): ArchivedEvent {
  return {
    origin: textOf(row, 'origin'),
    topic: textOf(row, 'topic'),
    source: textOf(row, 'source'),
    data: bytesOf(row, 'data'),
  };
}

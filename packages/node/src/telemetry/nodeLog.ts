import { createLog, type Log, type LogFields, type LogLevel } from '@eventide/base';
import { pino } from 'pino';

export type LogOptions = {
  readonly level: LogLevel | 'trace';
  readonly type: 'coloured' | 'plain' | 'json';
  /** Parts whose lines are shown, with commas; all without. Lines without a part are always shown. */
  readonly filter?: string | undefined;
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
};

const RANK: Readonly<Record<LogLevel | 'trace', number>> = { error: 0, warn: 1, info: 2, debug: 3, trace: 4 };
const COLOURS: Readonly<Record<LogLevel, string>> = { error: '31', warn: '33', info: '32', debug: '34' };

/** The log of a node: one line per happening, for people or for machines. Spec: 13 §8 */
export function createNodeLog({ level, type, filter, write, nowMs }: LogOptions): Log {
  const parts = filter?.split(',').map((part) => part.trim());
  const json =
    type === 'json'
      ? pino(
          {
            level: level === 'trace' ? 'debug' : level,
            base: null,
            messageKey: 'text',
            timestamp: () => `,"time":${nowMs()}`,
          },
          { write },
        )
      : undefined;
  return createLog((line) => {
    if (RANK[line.level] > RANK[level]) return;
    const { part } = line.fields;
    if (parts !== undefined && typeof part === 'string' && !parts.includes(part)) return;
    if (json !== undefined) json[line.level](plainFields(line.fields), line.text);
    else write(`${formatLine(line.level, line.text, line.fields, nowMs(), type === 'coloured')}\n`);
  });
}

function formatLine(level: LogLevel, text: string, fields: LogFields, nowMs: number, coloured: boolean): string {
  const paint = (code: string, part: string): string => (coloured ? `\u001b[${code}m${part}\u001b[0m` : part);
  const facts = Object.entries(plainFields(fields))
    .map(([name, value]) => paint('2', `${name}=`) + quoted(String(value)))
    .join(' ');
  const time = new Date(nowMs).toISOString();
  return `${paint('2', time)} ${paint(COLOURS[level], level.padEnd(5))} ${text}${facts === '' ? '' : ` ${facts}`}`;
}

/** Line breaks and quotes of other people's data stay inside their field. */
function quoted(value: string): string {
  return /^[\w.:+/@[\]-]*$/.test(value) ? value : JSON.stringify(value);
}

function plainFields(fields: LogFields): Record<string, string | number | boolean | null> {
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) plain[name] = typeof value === 'bigint' ? String(value) : value;
  }
  return plain;
}

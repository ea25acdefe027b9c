/** Facts beside the text of a log line; bytes go in as hex. */
export type LogFields = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;

/** error: an operator must act; warn: strange but handled; info: about one line per block; debug: per message. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Where a component writes its log: fixed lower-case text, facts as fields, never a secret. */
export type Log = {
  error(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  debug(text: string, fields?: LogFields): void;
  /** The same log with these fields in every line. */
  with(fields: LogFields): Log;
};

/** One written line, as a sink receives it. */
export type LogLine = { readonly level: LogLevel; readonly text: string; readonly fields: LogFields };

/** The default of every library: writes nothing. */
export const silentLog: Log = createLog(() => {});

/** A log that hands each line to `sink`; formatting and levels are the sink's business. */
export function createLog(sink: (line: LogLine) => void, fields: LogFields = {}): Log {
  const write = (level: LogLevel) => (text: string, own?: LogFields) => {
    sink({ level, text, fields: own ? { ...fields, ...own } : fields });
  };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    with: (more) => createLog(sink, { ...fields, ...more }),
  };
}

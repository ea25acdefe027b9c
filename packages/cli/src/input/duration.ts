import { CliError } from '../errors.ts';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `500ms`, `30s`, `5m`, `1h` as milliseconds. @throws CliError CLI_BAD_INPUT */
export function parseDuration(text: string, what: string): number {
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text);
  if (match === null) throw new CliError('CLI_BAD_INPUT', { what, text, expected: 'a time like 30s, 5m or 1h' });
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

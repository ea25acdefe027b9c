/** How a value is read from TOML, environment or a flag. Throws a sentence that says what was expected. */
export type Read<T> = (raw: unknown) => T;

/** Not what the key takes; the message says what it does. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const text: Read<string> = (raw) => {
  if (typeof raw !== 'string' || raw === '') throw new Unreadable('a text');
  return raw;
};

export const bool: Read<boolean> = (raw) => {
  if (raw === true || raw === 'true') return true;
  if (raw === false || raw === 'false') return false;
  throw new Unreadable('true or false');
};

/** A whole number of the range; hex as `0xe0`, underscores allowed. */
export function whole(least: number, most: number): Read<number> {
  return (raw) => {
    const value = typeof raw === 'string' ? Number(raw.replaceAll('_', '')) : Number(raw);
    const isNumber = typeof raw === 'number' || typeof raw === 'bigint' || (typeof raw === 'string' && raw !== '');
    if (!isNumber || !Number.isInteger(value) || value < least || value > most)
      throw new Unreadable(`a whole number from ${least} to ${most}`);
    return value;
  };
}

export function decimal(least: number, most: number): Read<number> {
  return (raw) => {
    const value = Number(raw);
    if (raw === '' || typeof raw === 'boolean' || !(value >= least && value <= most))
      throw new Unreadable(`a number from ${least} to ${most}`);
    return value;
  };
}

/** A u64 as number or text. */
export const u64: Read<bigint> = (raw) => {
  const plain = typeof raw === 'string' ? raw.replaceAll('_', '') : String(raw);
  if (!/^\d{1,20}$/.test(plain) || BigInt(plain) > 0xffff_ffff_ffff_ffffn) throw new Unreadable('a whole number');
  return BigInt(plain);
};

/** Milliseconds of `30s`, `5ms`, `1h 30m`. */
export const duration: Read<number> = (raw) => {
  const parts = typeof raw === 'string' ? raw.trim().split(/\s+(?=\d)/) : [];
  let total = 0;
  for (const part of parts) {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(part);
    const unit = match && UNITS_MS[match[2] as string];
    if (match === null || unit === undefined || unit === null) throw new Unreadable('a duration like 30s, 5ms or 1h');
    total += Number(match[1]) * unit;
  }
  if (parts.length === 0) throw new Unreadable('a duration like 30s, 5ms or 1h');
  return total;
};

/** A list, or a text with commas. */
export const texts: Read<readonly string[]> = (raw) => {
  const list = typeof raw === 'string' ? raw.split(',').map((part) => part.trim()) : raw;
  if (!Array.isArray(list) || !list.every((part) => typeof part === 'string')) throw new Unreadable('a list of texts');
  return Object.freeze(list.filter((part) => part !== ''));
};

/** Pairs of name and value. */
export const pairs: Read<readonly (readonly [string, string])[]> = (raw) => {
  const isPair = (pair: unknown): pair is [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
  if (!Array.isArray(raw) || !raw.every(isPair)) throw new Unreadable('a list of [name, value]');
  return Object.freeze(raw);
};

/** `host:port`, the host in brackets if it has colons. */
export const address: Read<string> = (raw) => {
  const value = text(raw);
  const port = Number(/:(\d{1,5})$/.exec(value)?.[1] ?? Number.NaN);
  if (!(port <= 65_535) || !/^(\[[^\]]+\]|[^:]+):\d+$/.test(value)) throw new Unreadable('host:port');
  return value;
};

export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (raw) => {
    if (!values.includes(raw as T)) throw new Unreadable(`one of ${values.join(', ')}`);
    return raw as T;
  };
}

/** An RFC 3339 time as Unix seconds. */
export const time: Read<bigint> = (raw) => {
  const ms = raw instanceof Date ? raw.getTime() : Date.parse(text(raw));
  if (!Number.isFinite(ms)) throw new Unreadable('a time like 2026-01-01T00:00:00Z');
  return BigInt(Math.floor(ms / 1_000));
};

/** `archive`, `final`, or a number of blocks. */
export const pruning: Read<'archive' | 'final' | number> = (raw) => {
  if (raw === 'archive' || raw === 'final') return raw;
  try {
    return whole(1, 1_000_000_000)(raw);
  } catch {
    throw new Unreadable('archive, final, or a number of blocks');
  }
};

/** Of keys that may be absent. */
export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (raw) => (raw === undefined ? undefined : read(raw));
}

import { KadcastError } from './errors.ts';

/** Protocol version of a peer, as the wire carries it: u8, u16, u16. */
export type Version = { readonly major: number; readonly minor: number; readonly patch: number };

/** Which versions a peer accepts. */
export type VersionRequirement = (version: Version) => boolean;

/** `1.0.0`. @throws KadcastError KADCAST_TEXT */
export function parseVersion(text: string): Version {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number);
  const [major = 256, minor = 0, patch = 0] = parts ?? [];
  if (major > 0xff || minor > 0xffff || patch > 0xffff) throw new KadcastError('KADCAST_TEXT', { version: text });
  return { major, minor, patch };
}

export function formatVersion(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/**
 * A requirement in Cargo's syntax: comparators joined by commas, each with `^` (implied), `~`, `=`, `>`, `>=`, `<`, `<=`
 * and 1 to 3 numbers, or `*`. @throws KadcastError KADCAST_TEXT. Spec: 07 §4
 */
export function parseRequirement(text: string): VersionRequirement {
  const comparators = text.split(',').map((part) => parseComparator(part.trim()));
  return (version) => comparators.every((accepts) => accepts(version));
}

function parseComparator(text: string): VersionRequirement {
  if (text === '*') return () => true;
  const match = /^(\^|~|=|>=|<=|>|<)?\s*(\d+)(?:\.(\d+|\*)(?:\.(\d+|\*))?)?$/.exec(text);
  if (match === null) throw new KadcastError('KADCAST_TEXT', { requirement: text.slice(0, 40) });
  const given = match
    .slice(2)
    .filter((part) => part !== undefined && part !== '*')
    .map(Number);
  const wildcard = match.includes('*');
  const low = rank(given);
  const [lower, upper] = bounds(match[1] ?? (wildcard ? '~' : '^'), given, low);
  return (version) => {
    const own = rank([version.major, version.minor, version.patch]);
    return own >= lower && own < upper;
  };
}

/** Half-open interval of ranks a comparator accepts. */
function bounds(operator: string, given: readonly number[], low: number): [number, number] {
  const after = (position: number): number =>
    rank(given.slice(0, position + 1).map((n, i) => (i === position ? n + 1 : n)));
  const last = given.length - 1;
  if (operator === '>') return [after(last), Number.POSITIVE_INFINITY];
  if (operator === '>=') return [low, Number.POSITIVE_INFINITY];
  if (operator === '<') return [0, low];
  if (operator === '<=') return [0, after(last)];
  if (operator === '=') return [low, after(last)];
  if (operator === '~') return [low, after(Math.min(last, 1))];
  const significant = given.findIndex((n) => n !== 0);
  return [low, after(significant < 0 ? last : significant)];
}

/** Orders versions by one number. */
function rank(parts: readonly number[]): number {
  return ((parts[0] ?? 0) * 0x20000 + (parts[1] ?? 0)) * 0x20000 + (parts[2] ?? 0);
}

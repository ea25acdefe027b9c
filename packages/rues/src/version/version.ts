import { RuesError } from '../errors.ts';

/** A semantic version; build metadata is read and forgotten. */
export type Version = {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Dotted identifiers of a pre-release, empty for a release. */
  readonly pre: string;
};

const NUMBER = '(0|[1-9][0-9]*)';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);
const MAX_LENGTH = 256;
const MAX_U64 = 2n ** 64n - 1n;

/** @throws RuesError RUES_BAD_VERSION. Spec: 08 §2.4 */
export function parseVersion(text: string): Version {
  const found = text.length > MAX_LENGTH ? null : VERSION.exec(text);
  if (found === null) throw new RuesError('RUES_BAD_VERSION', { rule: 'major.minor.patch[-pre]' });
  const [, major = '', minor = '', patch = '', pre = ''] = found;
  return { major: numberOf(major), minor: numberOf(minor), patch: numberOf(patch), pre: checkPreRelease(pre) };
}

/** Spec: 08 §2.4 */
export function formatVersion({ major, minor, patch, pre }: Version): string {
  return `${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}`;
}

/** A decimal number of at most 64 bits. @throws RuesError RUES_BAD_VERSION */
export function numberOf(text: string): bigint {
  const value = BigInt(text);
  if (value > MAX_U64) throw new RuesError('RUES_BAD_VERSION', { rule: 'numbers of 64 bits' });
  return value;
}

/** @throws RuesError RUES_BAD_VERSION if a number in it has a leading zero */
export function checkPreRelease(pre: string): string {
  if (pre.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new RuesError('RUES_BAD_VERSION', { rule: 'no leading zero' });
  }
  return pre;
}

/** Order of pre-releases: a release is the highest, numbers come before names. Negative, zero or positive. */
export function comparePreRelease(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareIdentifiers(left[i] as string, right[i] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [isNumber(a), isNumber(b)];
  if (left && right) return a.length - b.length || compareText(a, b);
  if (left !== right) return left ? -1 : 1;
  return compareText(a, b);
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

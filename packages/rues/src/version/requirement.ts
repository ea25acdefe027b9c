import { RuesError } from '../errors.ts';
import { checkPreRelease, comparePreRelease, numberOf, type Version } from './version.ts';

type Operator = '=' | '>' | '>=' | '<' | '<=' | '~' | '^' | '*';

type Comparator = {
  readonly operator: Operator;
  readonly major: bigint;
  /** Absent parts match whatever the operator allows; no patch without minor, no pre-release without patch. */
  readonly minor?: bigint | undefined;
  readonly patch?: bigint | undefined;
  readonly pre: string;
};

/** Versions a client can work with: all comparators must hold; none means any. */
export type VersionRequirement = readonly Comparator[];

const MAX_COMPARATORS = 32;
const MAX_LENGTH = 1024;
const NUMBER = '(0|[1-9][0-9]*)';
const PART = `(?:\\.(?:${NUMBER}|([*xX])))?`;
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const COMPARATOR = new RegExp(
  `^(>=|<=|[=><~^])? *${NUMBER}${PART}${PART}(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`,
);

/**
 * A requirement in Cargo's syntax: `1.0.0-rc.0` (same as `^1.0.0-rc.0`), `>=1.2, <2`, `~1.6`, `1.*`, `*`.
 * @throws RuesError RUES_BAD_VERSION
 * Spec: 08 §2.4
 */
export function parseRequirement(text: string): VersionRequirement {
  if (text.length > MAX_LENGTH) throw new RuesError('RUES_BAD_VERSION', { characters: text.length });
  if (/^ *[*xX] *$/.test(text)) return [];
  const parts = text.split(',');
  if (parts.length > MAX_COMPARATORS) throw new RuesError('RUES_BAD_VERSION', { comparators: parts.length });
  return parts.map(parseComparator);
}

/** Canonical text: `^1.0.0-rc.0` for `1.0.0-rc.0`. Spec: 08 §2.4 */
export function formatRequirement(requirement: VersionRequirement): string {
  return requirement.length === 0 ? '*' : requirement.map(formatComparator).join(', ');
}

/** A pre-release satisfies only a requirement that names a pre-release of the same three numbers. Spec: 08 §2.4 */
export function satisfies(version: Version, requirement: VersionRequirement): boolean {
  if (!requirement.every((comparator) => holds(comparator, version))) return false;
  return version.pre === '' || requirement.some((comparator) => namesPreRelease(comparator, version));
}

function parseComparator(text: string): Comparator {
  const found = COMPARATOR.exec(text.replace(/^ +| +$/g, ''));
  if (found === null) throw new RuesError('RUES_BAD_VERSION', { rule: 'a version requirement' });
  const [, operator, major = '', minor, anyMinor, patch, anyPatch, pre] = found;
  const contradiction = (anyMinor !== undefined && patch !== undefined) || (pre !== undefined && patch === undefined);
  if (contradiction) throw new RuesError('RUES_BAD_VERSION', { rule: 'nothing after a part left open' });
  const wild = anyMinor !== undefined || anyPatch !== undefined;
  return {
    operator: (operator as Operator | undefined) ?? (wild ? '*' : '^'),
    major: numberOf(major),
    minor: minor === undefined ? undefined : numberOf(minor),
    patch: patch === undefined ? undefined : numberOf(patch),
    pre: checkPreRelease(pre ?? ''),
  };
}

function formatComparator({ operator, major, minor, patch, pre }: Comparator): string {
  const sign = operator === '*' ? '' : operator;
  const open = operator === '*' ? '.*' : '';
  if (minor === undefined) return `${sign}${major}${open}`;
  if (patch === undefined) return `${sign}${major}.${minor}${open}`;
  return `${sign}${major}.${minor}.${patch}${pre === '' ? '' : `-${pre}`}`;
}

function holds(comparator: Comparator, version: Version): boolean {
  switch (comparator.operator) {
    case '=':
    case '*':
      return equals(comparator, version);
    case '>':
      return order(comparator, version) > 0;
    case '>=':
      return equals(comparator, version) || order(comparator, version) > 0;
    case '<':
      return order(comparator, version) < 0;
    case '<=':
      return equals(comparator, version) || order(comparator, version) < 0;
    case '~':
      return holdsTilde(comparator, version);
    case '^':
      return holdsCaret(comparator, version);
  }
}

function equals({ major, minor, patch, pre }: Comparator, version: Version): boolean {
  return (
    version.major === major &&
    (minor === undefined || version.minor === minor) &&
    (patch === undefined || version.patch === patch) &&
    version.pre === pre
  );
}

/** Sign of `version` against the comparator; 0 once a part is left open. */
function order({ major, minor, patch, pre }: Comparator, version: Version): number {
  if (version.major !== major) return version.major > major ? 1 : -1;
  if (minor === undefined) return 0;
  if (version.minor !== minor) return version.minor > minor ? 1 : -1;
  if (patch === undefined) return 0;
  if (version.patch !== patch) return version.patch > patch ? 1 : -1;
  return comparePreRelease(version.pre, pre);
}

function holdsTilde({ major, minor, patch, pre }: Comparator, version: Version): boolean {
  if (version.major !== major) return false;
  if (minor !== undefined && version.minor !== minor) return false;
  if (patch !== undefined && version.patch !== patch) return version.patch > patch;
  return comparePreRelease(version.pre, pre) >= 0;
}

/** No change left of, or in, the first number that is not zero. */
function holdsCaret({ major, minor, patch, pre }: Comparator, version: Version): boolean {
  if (version.major !== major) return false;
  if (minor === undefined) return true;
  if (patch === undefined) return major > 0n ? version.minor >= minor : version.minor === minor;
  if (major > 0n && version.minor !== minor) return version.minor > minor;
  if (version.minor !== minor) return false;
  if ((major > 0n || minor > 0n) && version.patch !== patch) return version.patch > patch;
  if (version.patch !== patch) return false;
  return comparePreRelease(version.pre, pre) >= 0;
}

function namesPreRelease(comparator: Comparator, version: Version): boolean {
  return (
    comparator.pre !== '' &&
    comparator.major === version.major &&
    comparator.minor === version.minor &&
    comparator.patch === version.patch
  );
}

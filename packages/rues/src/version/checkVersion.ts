import { RuesError } from '../errors.ts';
import { formatRequirement, parseRequirement, satisfies, type VersionRequirement } from './requirement.ts';
import { formatVersion, parseVersion } from './version.ts';

export type VersionHeaders = {
  /** Value of `Rusk-Version`. */
  readonly requirement?: string | undefined;
  /** `Rusk-Version-Strict` is there, whatever its value. */
  readonly strict: boolean;
};

export type VersionCheck = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * Whether a client may talk to a server of `current` version; a pre-release part of the server counts only if strict.
 * The message goes after `Version error: `.
 * Spec: 08 §2.4
 */
export function checkVersion({ requirement, strict }: VersionHeaders, current: string): VersionCheck {
  if (requirement === undefined) {
    if (!strict) return { ok: true };
    return { ok: false, message: 'Missing Rusk-Version header while Rusk-Version-Strict is set' };
  }
  const wanted = tryRequirement(requirement);
  if (wanted === undefined) return { ok: false, message: `Invalid version requirement ${printable(requirement)}` };
  const full = parseVersion(current);
  const version = strict ? full : { ...full, pre: '' };
  if (satisfies(version, wanted)) return { ok: true };
  const message = `Mismatched rusk version: requested ${formatRequirement(wanted)} - current ${formatVersion(version)}`;
  return { ok: false, message };
}

function tryRequirement(text: string): VersionRequirement | undefined {
  try {
    return parseRequirement(text);
  } catch (error) {
    if (error instanceof RuesError) return undefined;
    throw error;
  }
}

/** At most 64 characters, none that could confuse a terminal or a page. */
function printable(text: string): string {
  return JSON.stringify(text.slice(0, 64).replace(/[^\x20-\x7e]/g, '?'));
}

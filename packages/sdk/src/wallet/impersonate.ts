import { parsePublic } from './recipient.ts';
import type { Profile } from './wallet.ts';

/**
 * A profile whose public payments and calls are of another account, signed with a key that is not its own: taken only by a node that
 * impersonates it. Signatures inside of stakes and withdrawals stay those of the profile.
 * @throws WalletError WALLET_RECIPIENT_KIND
 * Spec: 13 §3.2
 */
export function impersonate(profile: Profile, account: string): Profile {
  return { ...profile, account, actsAs: parsePublic(account) };
}

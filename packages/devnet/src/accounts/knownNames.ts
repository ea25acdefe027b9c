import type { LocalAccounts } from './localAccounts.ts';

/** Accounts and addresses of a local network by name, for pages that look things up. Spec: 13 §6 */
export function knownNames({
  users,
  faucet,
  provisioners,
}: LocalAccounts): readonly { readonly name: string; readonly key: string }[] {
  return [
    ...[...users, faucet].flatMap(({ name, account, address }) => [
      { name, key: account },
      { name, key: address },
    ]),
    ...provisioners.map(({ name, account }) => ({ name, key: account })),
  ];
}

import type { Command, Option } from '../command.ts';
import { ruskOptions, ruskWalletCommands, translated } from './ruskWallet.ts';
import { sendOptions } from './sendOptions.ts';

const pay = () => import('../commands/wallet/pay.ts');
const manage = () => import('../commands/wallet/manage.ts');
const look = () => import('../commands/wallet/look.ts');

const from: Option = {
  flags: '--from <wallet>',
  about: 'wallet (name#1 for its second profile), or account of a local network',
};
const password: Option = { flags: '--password-file <file>', about: 'else EVENTIDE_PASSWORD, or a question' };
const name: Option = { flags: '--name <name>', about: 'of the new wallet (default main)' };
const birthday: Option = {
  flags: '--birthday <height|date>',
  about: 'no notes before this block, or this day (2026-01-31)',
};

const owner = {
  flags: '--owner <n>',
  about: 'profile whose key alone takes out stake and rewards (default: the staking one)',
};

/** Keys, balances, payments, stakes. Spec: 13 §2.2 */
export const walletCommands: readonly Command[] = [
  {
    path: ['wallet', 'create'],
    summary: 'fresh words, sealed under a password; they are shown once',
    options: [name, { flags: '--words <n>', about: '12 (default) or 24' }, password],
    example: 'eventide wallet create --name savings --password-file pw',
    load: async () => (await manage()).walletCreate,
  },
  {
    path: ['wallet', 'restore'],
    summary: 'a wallet from its words',
    options: [
      name,
      { flags: '--mnemonic-file <file>', about: 'BIP-39 English words; - reads standard input' },
      { flags: '--mnemonic-fd <fd>', about: 'the same from an open file descriptor' },
      birthday,
      password,
      ...ruskOptions.restore,
    ],
    example: 'eventide wallet restore --name old --mnemonic-file examples/words.txt --password-file pw',
    load: async () => (await manage()).walletRestore,
  },
  {
    path: ['wallet', 'import'],
    args: '<file>',
    summary: 'a wallet from a wallet.dat of any version of the reference',
    options: [name, birthday, password],
    example: 'eventide wallet import wallet.dat --password-file pw',
    load: async () => (await manage()).walletImport,
  },
  {
    path: ['wallet', 'list'],
    summary: 'wallets on this machine',
    options: [],
    example: 'eventide wallet list',
    load: async () => (await manage()).walletList,
  },
  {
    path: ['wallet', 'use'],
    args: '<wallet>',
    summary: 'the wallet that commands speak of unless told otherwise',
    options: [],
    example: 'eventide wallet use savings',
    load: async () => (await manage()).walletUse,
  },
  {
    path: ['wallet', 'rename'],
    args: '<wallet> <name>',
    summary: 'another name for a wallet',
    options: [],
    example: 'eventide wallet rename savings pension',
    load: async () => (await manage()).walletRename,
  },
  {
    path: ['wallet', 'remove'],
    args: '<wallet>',
    summary: 'removes a wallet from this machine; only its words bring it back',
    options: [],
    example: 'eventide wallet remove pension --yes',
    load: async () => (await manage()).walletRemove,
  },
  {
    path: ['wallet', 'profiles'],
    summary: 'addresses in use; --new takes the next one',
    options: [from, { flags: '-n, --new', about: 'take the next profile into use' }, password],
    example: 'eventide wallet profiles --from alice',
    load: async () => (await manage()).walletProfiles,
  },
  {
    path: ['wallet', 'address'],
    args: '[who]',
    summary: 'where to be paid: shielded unless --public',
    options: [
      from,
      { flags: '--shielded', about: 'the shielded address (default)' },
      { flags: '--public', about: 'the public account' },
      { flags: '--qr', about: 'as a QR code too' },
      password,
    ],
    example: 'eventide wallet address bob',
    load: async () => (await manage()).walletAddress,
  },
  {
    path: ['wallet', 'export'],
    summary: 'consensus keys, view key, words or wallet.dat; says what each reveals',
    options: [
      from,
      { flags: '--consensus-keys <file>', about: "a provisioner's key file" },
      { flags: '--view-key', about: 'sees what is received' },
      { flags: '--mnemonic', about: 'the words' },
      { flags: '--file <file>', about: "a wallet.dat that the reference's wallet opens" },
      password,
      ...ruskOptions.export,
    ],
    example: 'eventide wallet export --view-key --from alice',
    load: translated('export', async () => (await manage()).walletExport),
  },
  {
    path: ['wallet', 'sync'],
    summary: 'brings a wallet to the newest block',
    options: [
      from,
      { flags: '--full', about: 'forget everything and scan again' },
      {
        flags: '--from-height <h>',
        about: 'where scanning begins, for a wallet never synced; --from takes it, too, if no wallet has such a name',
      },
      password,
    ],
    example: 'eventide wallet sync --from alice',
    load: async () => (await look()).walletSync,
  },
  {
    path: ['wallet', 'balance'],
    args: '[who]',
    summary: 'shielded and public money, stake and reward',
    options: [from, { flags: '--notes', about: 'each note' }, password, ...ruskOptions.profile],
    example: 'eventide wallet balance alice',
    load: translated('profile', async () => (await look()).walletBalance),
  },
  {
    path: ['wallet', 'history'],
    summary: 'what was sent and received',
    options: [
      from,
      { flags: '--since <height>', about: 'only from this block on' },
      { flags: '--csv', about: 'comma-separated' },
      password,
      ...ruskOptions.history,
    ],
    example: 'eventide wallet history --from alice',
    load: translated('profile', async () => (await look()).walletHistory),
  },
  {
    path: ['wallet', 'send'],
    args: '[amount]',
    summary: 'pays; the kind of the recipient decides whether it is shielded or public',
    options: [
      { flags: '--to <recipient>', about: 'name, address, account or dusk: link' },
      { flags: '--public', about: 'to the public account of a local name' },
      { flags: '--memo <text>', about: 'readable by everybody, at most 512 bytes' },
      { flags: '--blob <file...>', about: 'contents beside the chain' },
      ...sendOptions,
    ],
    example: 'eventide wallet send 12.5 --from alice --to bob',
    load: async () => (await pay()).walletSend,
  },
  {
    path: ['wallet', 'shield'],
    args: '[amount]',
    summary: 'public money becomes shielded notes',
    options: [...sendOptions, ...ruskOptions.amount],
    example: 'eventide wallet shield 4 --from alice',
    load: translated('amount', async () => (await pay()).walletShield),
  },
  {
    path: ['wallet', 'unshield'],
    args: '[amount]',
    summary: 'shielded notes become public money',
    options: [...sendOptions, ...ruskOptions.amount],
    example: 'eventide wallet unshield 4 --from alice',
    load: translated('amount', async () => (await pay()).walletUnshield),
  },
  {
    path: ['wallet', 'merge'],
    summary: 'the four smallest notes become one, again and again with --to-notes',
    options: [
      {
        flags: '--to-notes <n>',
        about: 'until so many are left that are worth more than a fee; each payment takes a block',
      },
      ...sendOptions,
    ],
    example: 'eventide wallet merge --from alice',
    load: async () => (await pay()).walletMerge,
  },
  ...ruskWalletCommands,
  {
    path: ['wallet', 'stake', 'add'],
    args: '<amount>',
    summary: 'stakes, at least 1 000 DUSK the first time; adds to a stake that is there',
    options: [...sendOptions, owner],
    example: 'eventide wallet stake add 1000 --from alice',
    load: async () => (await pay()).walletStakeAdd,
  },
  {
    path: ['wallet', 'stake', 'top-up'],
    args: '<amount>',
    summary: 'adds to a stake: the same as add',
    options: [...sendOptions, owner],
    example: 'eventide wallet stake top-up 10 --from alice',
    load: async () => (await pay()).walletStakeAdd,
  },
  {
    path: ['wallet', 'stake', 'remove'],
    args: '[amount]',
    summary: 'takes stake back: all of it, or so much',
    options: [...sendOptions, owner],
    example: 'eventide wallet stake remove --from alice',
    load: async () => (await pay()).walletStakeRemove,
  },
  {
    path: ['wallet', 'stake', 'claim'],
    args: '[amount]',
    summary: 'takes rewards out: all of them, or so much',
    options: [...sendOptions, owner],
    example: 'eventide wallet stake claim --from node-1',
    load: async () => (await pay()).walletStakeClaim,
  },
  {
    path: ['wallet', 'stake', 'status'],
    args: '[who]',
    summary: 'what counts, since when, what it earned',
    options: [from, password],
    example: 'eventide wallet stake status node-1',
    load: async () => (await pay()).walletStakeStatus,
  },
  {
    path: ['wallet', 'sign'],
    args: '<message>',
    summary: 'signs a text, @file or - for use outside the chain',
    options: [from, { flags: '--origin <url>', about: 'who asked (default eventide-cli)' }, password],
    example: 'eventide wallet sign hello --from alice',
    load: async () => (await look()).walletSign,
  },
  {
    path: ['wallet', 'auth'],
    summary: 'signs a login for a service',
    options: [
      from,
      { flags: '--origin <url>', about: 'of the service' },
      { flags: '--nonce <text>', about: 'given by the service' },
      { flags: '--statement <text>', about: 'what is agreed to' },
      password,
    ],
    example: 'eventide wallet auth --from alice --origin https://app.example --nonce 7',
    load: async () => (await look()).walletAuth,
  },
  {
    path: ['wallet', 'verify'],
    args: '<file>',
    summary: 'whether a signed text or login is that of its account; exit 3 if not',
    options: [],
    example: 'eventide wallet verify signed.json',
    load: async () => (await look()).walletVerify,
  },
  {
    path: ['wallet', 'serve'],
    summary: 'serves the web wallet for one node, under a policy closed to everybody else',
    options: [
      { flags: '--port <p>', about: 'default 4100' },
      { flags: '--node <url>', about: 'or a network by name (default: the one that commands use)' },
    ],
    example: 'eventide wallet serve --port 4300',
    load: async () => (await import('../commands/wallet/serve.ts')).walletServe,
  },
];

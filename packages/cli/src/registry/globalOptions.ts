import type { Option } from '../command.ts';

/** Taken before and after the verb; help lists them once, at the top. Spec: 13 §2.1 */
export const globalOptions: readonly Option[] = [
  { flags: '--json', about: 'one JSON object on standard output; streams are one object a line' },
  {
    flags: '-n, --network <network>',
    about: 'local (default), mainnet, testnet, devnet, a name of your own, or a URL',
  },
  { flags: '--account <wallet>', about: 'wallet, or account of a local network' },
  { flags: '-y, --yes', about: 'do not ask' },
  { flags: '-q, --quiet', about: 'only the result' },
  { flags: '-v, --verbose', about: 'more on standard error' },
  { flags: '--timeout <time>', about: 'longest wait, e.g. 30s, 5m' },
  { flags: '--config <file>', about: "settings in place of the user's" },
  { flags: '--no-color', about: 'plain text' },
];

import type { Option } from '../command.ts';

/** Options every sending command has. Spec: 13 §2.1 */
export const sendOptions: readonly Option[] = [
  { flags: '--from <wallet>', about: 'wallet (name#1 for its second profile), or account of a local network' },
  { flags: '-l, --gas-limit <units>', about: 'auto (default) or a number' },
  { flags: '-p, --gas-price <lux>', about: 'auto (default: median of the node) or a number' },
  { flags: '--dry-run', about: 'print the bytes, send nothing' },
  { flags: '--force', about: 'send although its simulation fails; that costs the whole gas limit' },
  { flags: '--until <stage>', about: 'included, executed or final (default)' },
  { flags: '--password-file <file>', about: 'else EVENTIDE_PASSWORD, or a question' },
];

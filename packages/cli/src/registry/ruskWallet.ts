import type { Command, Input, Io, Option, Outcome } from '../command.ts';
import type { ruskWallet } from '../commands/wallet/ruskWallet.ts';

const pay = () => import('../commands/wallet/pay.ts');
const send = () => import('../commands/contract/send.ts');

type Run = (io: Io, input: Input) => Outcome | Promise<Outcome>;

const gas: readonly Option[] = [
  { flags: '-l, --gas-limit <units>', about: 'gas at most' },
  { flags: '-p, --gas-price <lux>', about: 'price of a unit' },
];
const address: Option = { flags: '-a, --address <address>', about: 'which of the own addresses' };
const index: Option = { flags: '--profile-idx <n>', about: 'which profile' };
const amount: Option = { flags: '-a, --amt <dusk>', about: 'amount' };
const common: readonly Option[] = [
  { flags: '--from <wallet>', about: 'wallet, or account of a local network' },
  { flags: '--password-file <file>', about: 'else EVENTIDE_PASSWORD, or a question' },
  { flags: '--dry-run', about: 'print the bytes, send nothing' },
  { flags: '--until <stage>', about: 'included, executed or final (default)' },
];

/** Options of the reference's wallet on verbs that both have. */
export const ruskOptions: Readonly<Record<'amount' | 'profile' | 'export' | 'history' | 'restore', readonly Option[]>> =
  {
    restore: hide([{ flags: '-f, --file <file>', about: 'a wallet.dat' }]),
    amount: hide([amount, index]),
    profile: hide([address, index]),
    history: hide([index]),
    export: hide([
      index,
      { flags: '-d, --dir <folder>', about: 'where to' },
      { flags: '--name <name>', about: 'of the file' },
    ]),
  };

function hide(options: readonly Option[]): readonly Option[] {
  return options.map((option) => ({ ...option, hidden: true }));
}

/** Runs `target` on what the words of the reference's wallet mean. */
export function translated(how: keyof typeof ruskWallet, target: () => Promise<Run>): Command['load'] {
  return async () => {
    const [{ ruskWallet }, run] = await Promise.all([import('../commands/wallet/ruskWallet.ts'), target()]);
    return (io, input) => run(io, ruskWallet[how](input));
  };
}

const alias = (
  verb: string,
  options: readonly Option[],
  example: string,
  load: Command['load'],
  summary = 'as the wallet of the reference has it',
): Command => ({ path: ['wallet', verb], summary, options: [...options, ...common], example, hidden: true, load });

/** Verbs of the reference's wallet, hidden: who knows them can go on using them. Spec: 13 §2.2, 08 §8.2 */
export const ruskWalletCommands: readonly Command[] = [
  alias(
    'transfer',
    [
      { flags: '--sender <address>', about: 'which of the own addresses' },
      { flags: '-r, --rcvr <recipient>', about: 'receiver' },
      amount,
      ...gas,
      { flags: '--memo <text>', about: 'readable by everybody' },
    ],
    'eventide wallet transfer --rcvr bob --amt 1',
    translated('transfer', async () => (await pay()).walletSend),
  ),
  {
    ...alias(
      'stake',
      [address, { flags: '--amt <dusk>', about: 'amount' }, ...gas],
      'eventide wallet stake --amt 1000',
      translated('amount', async () => (await pay()).walletStakeAdd),
      'stakes an amount, or one of: add, remove, claim, status',
    ),
    hidden: undefined,
  },
  alias(
    'unstake',
    [address, ...gas],
    'eventide wallet unstake',
    translated('profile', async () => (await pay()).walletStakeRemove),
  ),
  ...['claim-rewards', 'withdraw'].map((verb) =>
    alias(
      verb,
      [address, { flags: '-r, --reward <dusk>', about: 'so much; all without' }, ...gas],
      `eventide wallet ${verb}`,
      translated('claim', async () => (await pay()).walletStakeClaim),
    ),
  ),
  alias(
    'stake-info',
    [index, { flags: '--reward', about: 'the reward too' }],
    'eventide wallet stake-info',
    translated('profile', async () => (await pay()).walletStakeStatus),
  ),
  alias(
    'contract-call',
    [
      address,
      { flags: '-c, --contract-id <id>', about: 'hex' },
      { flags: '-n, --fn-name <name>', about: 'function' },
      { flags: '-f, --fn-args <bytes>', about: 'hex' },
      { flags: '--deposit <dusk>', about: 'that the contract may take' },
      ...gas,
    ],
    'eventide wallet contract-call --contract-id 02… --fn-name value',
    translated('contractCall', async () => (await send()).contractCall),
  ),
  alias(
    'contract-deploy',
    [
      address,
      { flags: '-c, --code <file>', about: 'module' },
      { flags: '-i, --init-args <bytes>', about: 'hex' },
      { flags: '-d, --deploy-nonce <n>', about: 'enters the id' },
      { flags: '--name <name>', about: 'for later commands' },
      ...gas,
    ],
    'eventide wallet contract-deploy --code counter.wasm',
    translated('contractDeploy', async () => (await send()).contractDeploy),
  ),
  alias(
    'driver-deploy',
    [index, { flags: '--code <file>', about: 'driver' }, { flags: '--contract-id <id>', about: 'hex' }],
    'eventide wallet driver-deploy --code driver.wasm --contract-id 02…',
    translated('driverDeploy', async () => (await import('../commands/contract/driver.ts')).contractDriverUpload),
  ),
  alias(
    'calculate-contract-id',
    [
      index,
      { flags: '-c, --code <file>', about: 'module' },
      { flags: '-d, --deploy-nonce <n>', about: 'enters the id' },
    ],
    'eventide wallet calculate-contract-id --code counter.wasm',
    translated('contractId', async () => (await import('../commands/contract/translate.ts')).contractIdOf),
  ),
  alias(
    'settings',
    [],
    'eventide wallet settings',
    async () => (await import('../commands/wallet/settings.ts')).walletSettings,
  ),
  alias(
    'blob',
    [
      { flags: '-a, --address <address>', about: 'receiver, public' },
      { flags: '--blobs <file...>', about: 'contents' },
      ...gas,
    ],
    'eventide wallet blob --blobs a.bin',
    translated('blob', async () => (await pay()).walletSend),
  ),
];

import type { Command } from '../command.ts';

const chain = () => import('../commands/chain.ts');
const until = { flags: '--until <stage>', about: 'included, executed or final (default)' };

/** Transactions and blocks of a network. Spec: 13 §2.2 */
export const chainCommands: readonly Command[] = [
  {
    path: ['tx', 'get'],
    args: '<id>',
    summary: 'a transaction as the network knows it',
    options: [],
    example: 'eventide tx get <id>',
    load: async () => (await chain()).txGet,
  },
  {
    path: ['tx', 'wait'],
    args: '<id>',
    summary: 'returns when it has come so far; exit 3 if its call failed',
    options: [until],
    example: 'eventide tx wait <id> --until executed',
    load: async () => (await chain()).txWait,
  },
  {
    path: ['tx', 'watch'],
    args: '<id>',
    summary: 'tells every stage until it is final',
    options: [],
    example: 'eventide tx watch <id>',
    load: async () => (await chain()).txWatch,
  },
  {
    path: ['tx', 'send'],
    args: '<bytes>',
    summary: 'hands a finished transaction to the network',
    options: [until],
    example: 'eventide tx send payment.hex',
    load: async () => (await chain()).txSend,
  },
  {
    path: ['tx', 'simulate'],
    args: '<bytes>',
    summary: 'what execution on the newest block would cost and say; exit 3 if it would fail',
    options: [],
    example: 'eventide tx simulate payment.hex',
    load: async () => (await chain()).txSimulate,
  },
  {
    path: ['tx', 'trace'],
    args: '<tx>',
    summary:
      'every frame of a transaction by its id, or of bytes that were not sent: calls, gas, events, why it failed',
    options: [],
    example: 'eventide tx trace <id>',
    load: async () => (await import('../commands/txTrace.ts')).txTrace,
  },
  {
    path: ['block', 'get'],
    args: '[block]',
    summary: 'a block by height, hash, tip (default) or final',
    options: [],
    example: 'eventide block get 1',
    load: async () => (await chain()).blockGet,
  },
  {
    path: ['block', 'list'],
    summary: 'the newest blocks',
    options: [{ flags: '--last <n>', about: '1 to 200 (default 10)' }],
    example: 'eventide block list --last 5',
    load: async () => (await chain()).blockList,
  },
  {
    path: ['block', 'watch'],
    summary: 'every block as it comes',
    options: [{ flags: '--count <n>', about: 'end after so many' }],
    example: 'eventide block watch --count 3',
    load: async () => (await chain()).blockWatch,
  },
];

import type { Command, Option } from '../command.ts';

const options: readonly Option[] = [
  { flags: '-e, --eval <code>', about: 'run this and print its value, in place of a prompt; await works' },
  { flags: '--password-file <file>', about: 'for wallets of your own' },
];
const load: Command['load'] = async () => (await import('../commands/console.ts')).consoleRun;

/** The SDK at a prompt. Spec: 13 §3.4 */
export const consoleCommands: readonly Command[] = [
  {
    path: ['console'],
    summary: 'a prompt with the SDK and a client of the network; with --eval, or without a terminal, a script',
    options,
    example: "eventide console --eval 'await getHeight(client)'",
    load,
  },
  {
    path: ['devnet', 'console'],
    summary: 'the same',
    options,
    example: 'eventide devnet console',
    hidden: true,
    load,
  },
];

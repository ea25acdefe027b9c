import type { Command } from '../command.ts';

/** What looks into the state on disk. Spec: 13 §2.2 */
export const stateCommands: readonly Command[] = [
  {
    path: ['state', 'diff'],
    args: '<before> <after>',
    summary: 'contracts, pages and accounts that differ between two states, each a root or a height',
    options: [
      { flags: '--data <folder>', about: "a node's folder, or that of its states (default: where you are)" },
      { flags: '--contract <id>', about: 'this contract only: 64 hex digits, transfer or stake' },
    ],
    example: 'eventide state diff 41 42 --data ~/.eventide/local/node-0',
    load: async () => (await import('../commands/stateDiff.ts')).stateDiff,
  },
];

import type { Command, Option } from '../command.ts';

const look = () => import('../commands/stateLook.ts');

const data: Option = {
  flags: '--data <folder>',
  about: "a node's folder, or that of its states (default: where you are)",
};

/** What looks into the state on disk. Spec: 13 §2.2 */
export const stateCommands: readonly Command[] = [
  {
    path: ['state', 'root'],
    args: '[state]',
    summary: 'states that a folder holds, or the contracts of one of them, by root or height',
    options: [data],
    example: 'eventide state root 42 --data ~/.eventide/local/node-1',
    load: async () => (await look()).stateRoot,
  },
  {
    path: ['state', 'page'],
    args: '<state> <contract> [page]',
    summary: "one page of a contract's memory",
    options: [data, { flags: '--out <file>', about: 'its raw bytes go there' }],
    example: 'eventide state page 42 transfer 0 --data ~/.eventide/local/node-1',
    load: async () => (await look()).statePage,
  },
  {
    path: ['state', 'proof'],
    args: '<state> <contract> [page]',
    summary: 'what leads from a page to the state root; exit 3 if it does not',
    options: [data],
    example: 'eventide state proof 42 stake 0 --data ~/.eventide/local/node-1',
    load: async () => (await look()).stateProof,
  },
  {
    path: ['state', 'diff'],
    args: '<before> <after>',
    summary: 'contracts, pages and accounts that differ between two states, each a root or a height',
    options: [
      data,
      { flags: '--contract <id>', about: 'this contract only: 64 hex digits, transfer or stake' },
      { flags: '--decode', about: 'stakes and the number of notes, too' },
    ],
    example: 'eventide state diff 41 42 --data ~/.eventide/local/node-0',
    load: async () => (await import('../commands/stateDiff.ts')).stateDiff,
  },
];

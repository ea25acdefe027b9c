import type { Command } from '../command.ts';

const load = () => import('../commands/bench.ts');

/** What this code does on this machine. Spec: 13 §2.2 */
export const benchCommands: readonly Command[] = [
  {
    path: ['bench', 'list'],
    summary: 'benches of this clone',
    options: [],
    example: 'eventide bench list',
    load: async () => (await load()).benchList,
  },
  {
    path: ['bench', 'run'],
    args: '[area]',
    summary: 'runs the benches of an area, or all: medians of this machine',
    options: [{ flags: '--out <file>', about: 'keeps the report for bench compare' }],
    example: 'eventide bench run tx --out before.json',
    load: async () => (await load()).benchRun,
  },
  {
    path: ['bench', 'compare'],
    args: '<before> <after>',
    summary: 'two reports beside each other',
    options: [],
    example: 'eventide bench compare before.json after.json',
    load: async () => (await load()).benchCompare,
  },
];

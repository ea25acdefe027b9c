import type { Command } from '../command.ts';

const load = () => import('../commands/network.ts');
const book = () => import('../commands/book.ts');

/** Networks this machine knows, and names for keys. Spec: 13 §2.2 */
export const networkCommands: readonly Command[] = [
  {
    path: ['network', 'list'],
    summary: 'every network with a name; * is the one that commands use',
    options: [],
    example: 'eventide network list',
    load: async () => (await load()).networkList,
  },
  {
    path: ['network', 'show'],
    args: '[network]',
    summary: 'address and parameters of a network',
    options: [],
    example: 'eventide network show mainnet',
    load: async () => (await load()).networkShow,
  },
  {
    path: ['network', 'status'],
    args: '[network]',
    summary: 'whether it answers: height, finality, version, and the nodes of a local one',
    options: [],
    example: 'eventide network status',
    load: async () => (await load()).networkStatus,
  },
  {
    path: ['network', 'add'],
    args: '<name> <url>',
    summary: 'gives a node of your choice a name',
    options: [],
    example: 'eventide network add office http://10.0.0.7:8080',
    load: async () => (await load()).networkAdd,
  },
  {
    path: ['network', 'remove'],
    args: '<network>',
    summary: 'forgets a name',
    options: [],
    example: 'eventide network remove office',
    load: async () => (await load()).networkRemove,
  },
  {
    path: ['network', 'use'],
    args: '<network>',
    summary: 'the network commands speak to unless told otherwise',
    options: [],
    example: 'eventide network use local',
    load: async () => (await load()).networkUse,
  },
  {
    path: ['network', 'rules'],
    args: '[network]',
    summary: 'what holds at a height: proofs, signatures, features, queries',
    options: [{ flags: '--height <h>', about: 'default: the latest' }],
    example: 'eventide network rules mainnet --height 3590904',
    load: async () => (await load()).networkRules,
  },
  {
    path: ['wallet', 'book', 'list'],
    summary: "names you gave to other people's keys",
    options: [],
    example: 'eventide wallet book list',
    load: async () => (await book()).bookList,
  },
  {
    path: ['wallet', 'book', 'add'],
    args: '<name> <key>',
    summary: 'gives a key a name; it is shown in groups of four to be compared',
    options: [],
    example:
      'eventide wallet book add bob 4w4PLWBZLfr43vbFuobb6jpsyeT8PPWFytbcByLdtMBSGr1j196eKfvVMkvkin3UkPvkAVb5gAbGteV8KUk7pkAc',
    load: async () => (await book()).bookAdd,
  },
  {
    path: ['wallet', 'book', 'remove'],
    args: '<entry>',
    summary: 'forgets a name',
    options: [],
    example: 'eventide wallet book remove bob',
    load: async () => (await book()).bookRemove,
  },
];

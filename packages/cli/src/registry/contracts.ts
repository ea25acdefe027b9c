import type { Command, Option } from '../command.ts';
import { sendOptions } from './sendOptions.ts';

const send = () => import('../commands/contract/send.ts');
const query = () => import('../commands/contract/query.ts');
const translate = () => import('../commands/contract/translate.ts');
const driver = () => import('../commands/contract/driver.ts');

const abi: Option = { flags: '--abi <file>', about: 'its ABI file, where this folder does not know it' };
const raw: Option = { flags: '--raw', about: 'bytes in and out: hex, @file, @hex:file, @b64:file, -' };
const privacy = (usual: string): readonly Option[] => [
  { flags: '--privacy <kind>', about: `who pays: shielded or public (default ${usual})` },
  { flags: '--public', about: 'the same as --privacy public' },
];
const nonce: Option = {
  flags: '--deploy-nonce <n>',
  about: 'enters the id; another one gives another contract (default 0)',
};
const logs: Option = { flags: '--logs', about: 'a folder is built with its log calls' };
const from = sendOptions[0] as Option;
const password = sendOptions.at(-1) as Option;

/** Contracts on a network: deploy, call, read, watch. Spec: 13 §2.2, §7 */
export const contractCommands: readonly Command[] = [
  {
    path: ['contract', 'deploy'],
    args: '<module>',
    summary: 'puts a WASM file or a built project on the chain, its driver on the node, its name into this folder',
    options: [
      { flags: '--args <json>', about: 'arguments of init, checked against the ABI' },
      { flags: '--init-args <bytes>', about: 'the same as bytes' },
      { flags: '--name <name>', about: 'for later commands (default: that of the file or class)' },
      abi,
      nonce,
      logs,
      ...privacy('public'),
      ...sendOptions,
    ],
    example: 'eventide contract deploy counter --from alice',
    load: async () => (await send()).contractDeploy,
  },
  {
    path: ['contract', 'call'],
    args: '<contract> <function> [arguments]',
    summary: 'a transaction that calls a function; simulated before it is sent',
    options: [
      { flags: '--deposit <amount>', about: 'DUSK that the contract may take' },
      abi,
      raw,
      ...privacy('shielded'),
      ...sendOptions,
    ],
    example: 'eventide contract call counter increment 5 --from bob',
    load: async () => (await send()).contractCall,
  },
  {
    path: ['contract', 'query'],
    args: '<contract> <function> [arguments]',
    summary: 'what a function says on the newest block; nothing is sent',
    options: [
      abi,
      raw,
      { flags: '--at <height>', about: 'after this block, while our node keeps its state' },
      { flags: '--feed <bytes>', about: 'the function feeds items of this size (known from an ABI)' },
      { flags: '--limit <n>', about: 'most items of a feed' },
    ],
    example: 'eventide contract query counter value',
    load: async () => (await query()).contractQuery,
  },
  {
    path: ['contract', 'watch'],
    args: '<contract>',
    summary: 'its events as blocks bring them',
    options: [
      abi,
      { flags: '--topic <name>', about: 'only this event' },
      { flags: '--count <n>', about: 'end after so many' },
    ],
    example: 'eventide contract watch counter --count 1',
    load: async () => (await import('../commands/contract/watch.ts')).contractWatch,
  },
  {
    path: ['contract', 'id'],
    args: '<contract>',
    summary: 'the id behind a name, or the one a module will have',
    options: [from, nonce, logs, password],
    example: 'eventide contract id ./counter --from alice',
    load: async () => (await translate()).contractIdOf,
  },
  {
    path: ['contract', 'schema'],
    args: '<contract>',
    summary: 'its functions and events',
    options: [abi],
    example: 'eventide contract schema transfer',
    load: async () => (await translate()).contractSchema,
  },
  {
    path: ['contract', 'encode'],
    args: '<contract> <function> [arguments]',
    summary: 'argument bytes of a call',
    options: [abi],
    example: 'eventide contract encode transfer sync_accounts [0,10]',
    load: async () => (await translate()).contractEncode,
  },
  {
    path: ['contract', 'decode'],
    args: '<contract> <name> <bytes>',
    summary: 'what bytes say: the result of a function, its argument, or an event',
    options: [
      abi,
      { flags: '--argument', about: 'they are the argument' },
      { flags: '--event', about: 'they are an event of this name' },
    ],
    example: 'eventide contract decode transfer chain_id e0',
    load: async () => (await translate()).contractDecode,
  },
  {
    path: ['contract', 'driver', 'upload'],
    args: '<contract> <file>',
    summary: "hands a data driver to the node, signed by the contract's owner",
    options: [from, password],
    example: 'eventide contract driver upload counter counter/build/Counter.driver.wasm --from alice',
    load: async () => (await driver()).contractDriverUpload,
  },
  {
    path: ['contract', 'driver', 'download'],
    args: '<contract> <file>',
    summary: 'writes the data driver that the node holds into a file',
    options: [],
    example: 'eventide contract driver download counter driver.wasm',
    load: async () => (await driver()).contractDriverDownload,
  },
  {
    path: ['contract', 'size'],
    args: '<module>',
    summary: 'functions by size, and what deploying costs; exit 3 if no network takes it',
    options: [logs],
    example: 'eventide contract size counter',
    load: async () => (await import('../commands/contract/size.ts')).contractSize,
  },
  {
    path: ['contract', 'verify'],
    args: '<contract> <module>',
    summary: 'builds again and compares with what the chain has; exit 3 if it is another',
    options: [nonce],
    example: 'eventide contract verify counter ./counter',
    load: async () => (await import('../commands/contract/verify.ts')).contractVerify,
  },
];

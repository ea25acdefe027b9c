import type { Command } from './command.ts';
import { benchCommands } from './registry/benches.ts';
import { chainCommands } from './registry/chain.ts';
import { circuitCommands } from './registry/circuits.ts';
import { consoleCommands } from './registry/console.ts';
import { contractCommands } from './registry/contracts.ts';
import { devnetCommands } from './registry/devnet.ts';
import { inspectionCommands } from './registry/inspection.ts';
import { networkCommands } from './registry/network.ts';
import { nodeCommands } from './registry/node.ts';
import { stateCommands } from './registry/state.ts';
import { walletCommands } from './registry/wallet.ts';

/** Every verb, in the order of the help. Spec: 13 §2.2 */
export const commands: readonly Command[] = [
  ...devnetCommands,
  ...nodeCommands,
  ...walletCommands,
  ...networkCommands,
  ...chainCommands,
  ...inspectionCommands,
  ...stateCommands,
  ...contractCommands,
  ...circuitCommands,
  ...benchCommands,
  ...consoleCommands,
  {
    path: ['keys', 'derive'],
    summary: 'every address and key of a mnemonic or seed',
    options: [
      { flags: '--mnemonic-file <file>', about: 'BIP-39 English words; - reads standard input' },
      { flags: '--mnemonic-fd <fd>', about: 'the same from an open file descriptor' },
      { flags: '--seed-file <file>', about: '64 raw bytes or 128 hex characters' },
      { flags: '--index <n>', about: 'profile, 0 to 255 (default 0)' },
      { flags: '--count <n>', about: 'so many profiles from there on (default 1)' },
      { flags: '--path <path>', about: 'instead, the key at this EIP-2333 path, e.g. m/12381/0' },
      { flags: '--secrets', about: 'print secret keys too' },
    ],
    example: 'eventide keys derive --mnemonic-file examples/words.txt',
    load: async () => (await import('./commands/keysDerive.ts')).keysDerive,
  },
  {
    path: ['tx', 'decode'],
    args: '<bytes>',
    summary: 'what a transaction says: hex, or a file of bytes or hex',
    options: [{ flags: '--form <form>', about: 'protocol, node, ledger or unproven (default: the one that fits)' }],
    example: 'eventide tx decode examples/transaction.hex',
    load: async () => (await import('./commands/txDecode.ts')).txDecode,
  },
  {
    path: ['tx', 'verify'],
    args: '<bytes>',
    summary: 'checks form, fee, signature or proof of a transaction; exit 3 if it is false',
    options: [
      { flags: '--height <h>', about: 'rules of this block (default: the latest)' },
      { flags: '--form <form>', about: 'protocol, node or ledger (default: the one that fits)' },
    ],
    example: 'eventide tx verify examples/transaction.hex --height 1085980',
    load: async () => (await import('./commands/txVerify.ts')).txVerify,
  },
  {
    path: ['proof', 'verify'],
    args: '<file>',
    summary: 'checks a PLONK proof against its verifier data; exit 3 if it is false',
    options: [
      { flags: '--proof-version <v>', about: "V1, V2 or V3 in place of the file's" },
      { flags: '--version <v>', about: 'the same' },
      { flags: '--pinned', about: 'accept verifier data of known circuits only' },
    ],
    example: 'eventide proof verify examples/proof.json',
    load: async () => (await import('./commands/proofVerify.ts')).proofVerify,
  },
  {
    path: ['circuit', 'list'],
    summary: 'rows, size and digest of every circuit, laid out here and now',
    options: [{ flags: '--set <set>', about: 'aegis or sound-1 (default: both)' }],
    example: 'eventide circuit list --set sound-1',
    load: async () => (await import('./commands/circuitList.ts')).circuitList,
  },
  {
    path: ['contract', 'inspect'],
    args: '<wasm>',
    summary: 'whether a network takes a module, and what is in it; exit 3 if not',
    options: [],
    example: 'eventide contract inspect 0061736d01000000',
    load: async () => (await import('./commands/contractInspect.ts')).contractInspect,
  },
  {
    path: ['contract', 'new'],
    args: '<folder>',
    summary: 'a folder with a contract that builds and passes its test as it is',
    options: [{ flags: '--template <template>', about: 'counter (default), fund or token' }],
    example: 'eventide contract new demo',
    load: async () => (await import('./commands/contractProject.ts')).contractNew,
  },
  {
    path: ['contract', 'build'],
    args: '[folder]',
    summary: 'WASM, ABI, typed client and data driver, with size and cost of deployment',
    options: [
      { flags: '--release', about: 'without log calls, as for deployment' },
      { flags: '--out <folder>', about: 'where to write (default: build)' },
      { flags: '--watch', about: 'again at every change of a source' },
      {
        flags: '--check <wasm>',
        about: 'instead, whether networks take this module of any language, as contract inspect tells',
      },
    ],
    example: 'eventide contract build demo',
    load: async () => (await import('./commands/contractProject.ts')).contractBuild,
  },
  {
    path: ['contract', 'test'],
    args: '[folder]',
    summary: "runs the tests of a contract's folder; exit 3 if one fails",
    options: [
      { flags: '--watch', about: 'again at every change' },
      { flags: '--gas', about: 'gas of every method that was called' },
      { flags: '--trace', about: 'every frame of every call, under the test that made it' },
    ],
    example: 'eventide contract test demo',
    load: async () => (await import('./commands/contractProject.ts')).contractTest,
  },
  {
    path: ['contract', 'gas'],
    args: '[folder]',
    summary: 'gas of every method that the tests of a folder call; --diff fails where one grew',
    options: [
      { flags: '--save', about: 'keep it in .gas-snapshot.json' },
      { flags: '--diff', about: 'compare with what was kept; exit 3 beyond the tolerance' },
      { flags: '--tolerance <percent>', about: 'how much more is no growth (default 2)' },
    ],
    example: 'eventide contract gas demo --save',
    load: async () => (await import('./commands/contract/gas.ts')).contractGas,
  },
  {
    path: ['genesis', 'root'],
    args: '<genesis>',
    summary: 'state root of a genesis (a file, or mainnet, testnet, devnet, localnet), built here',
    options: [
      {
        flags: '--contracts <folder>',
        about: 'holds transfer_contract.wasm and stake_contract.wasm, checked by SHA-256; ours without',
      },
      { flags: '--transfer <file>', about: 'instead, the original transfer contract' },
      { flags: '--stake <file>', about: 'and the original stake contract' },
      { flags: '--as <network>', about: 'whose rules hold for a file (default localnet)' },
    ],
    example: 'eventide genesis root localnet',
    load: async () => (await import('./commands/genesisRoot.ts')).genesisRoot,
  },
  {
    path: ['doctor'],
    summary: 'what this machine offers and lacks, each with a next step',
    options: [
      {
        flags: '--fix',
        about: 'mend what needs no decision: modes of key files, locks and files left by ended processes',
      },
      { flags: '--config', about: 'instead, each setting with where it comes from' },
    ],
    example: 'eventide doctor',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    path: ['completion'],
    args: '<shell>',
    summary: 'completion script for bash, zsh or fish',
    options: [],
    example: 'eventide completion bash',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
  {
    path: ['complete'],
    args: '[words...]',
    summary: 'what may stand in place of the last word: asked by the completion scripts',
    options: [],
    example: 'eventide complete wallet se',
    hidden: true,
    load: async () => (await import('./commands/completion.ts')).complete,
  },
  {
    path: ['version'],
    summary: 'version, commit, protocol and circuits',
    options: [],
    example: 'eventide version',
    load: async () => (await import('./commands/version.ts')).version,
  },
];

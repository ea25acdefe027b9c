import type { Command } from '../command.ts';

const keys = () => import('../commands/keysNew.ts');
const consensus = () => import('../commands/keysConsensus.ts');
const crs = () => import('../commands/keysCrs.ts');
const block = () => import('../commands/block.ts');
const genesis = () => import('../commands/genesis.ts');

const keyPassword = {
  flags: '--password-file <file>',
  about: 'else DUSK_CONSENSUS_KEYS_PASS, EVENTIDE_PASSWORD, or a question',
};

/** What needs no network. Spec: 13 §2.3 */
export const inspectionCommands: readonly Command[] = [
  {
    path: ['keys', 'new'],
    summary: 'fresh words; write them down, they are printed once',
    options: [{ flags: '--words <n>', about: '12 (default) or 24' }],
    example: 'eventide keys new',
    load: async () => (await keys()).keysNew,
  },
  {
    path: ['keys', 'consensus', 'new'],
    args: '<file>',
    summary: "a provisioner's key file, sealed with a password, and its .cpk",
    options: [
      { flags: '--mnemonic-file <file>', about: 'BIP-39 English words; left out, fresh keys are drawn' },
      { flags: '--mnemonic-fd <fd>', about: 'the same from an open file descriptor' },
      { flags: '--index <n>', about: 'profile, 0 to 255 (default 0)' },
      keyPassword,
    ],
    example: 'eventide keys consensus new node.keys --mnemonic-file examples/words.txt',
    load: async () => (await consensus()).keysConsensusNew,
  },
  {
    path: ['keys', 'consensus', 'export'],
    args: '<file> <to>',
    summary: 'the key pair in the clear, as JSON that import and other programs read',
    options: [{ flags: '--public', about: 'only the public key, 96 bytes as in a .cpk' }, keyPassword],
    example: 'eventide keys consensus export node.keys node.cpk --public',
    load: async () => (await consensus()).keysConsensusExport,
  },
  {
    path: ['keys', 'consensus', 'import'],
    args: '<source> <file>',
    summary: "seals a key of elsewhere: a key file of rusk's, a pair in the clear, or 32 bytes raw or in hex",
    options: [
      keyPassword,
      { flags: '--source-password-file <file>', about: 'of a sealed source with another password than the new file' },
    ],
    example: 'eventide keys consensus import rusk.keys node.keys',
    load: async () => (await consensus()).keysConsensusImport,
  },
  {
    path: ['keys', 'consensus', 'migrate'],
    args: '<file>',
    summary: 'writes a key file of the old form again in the new one; the old bytes stay as .old',
    options: [keyPassword],
    example: 'eventide keys consensus migrate consensus.keys',
    load: async () => (await consensus()).keysConsensusMigrate,
  },
  {
    path: ['keys', 'crs', 'check'],
    args: '<file>',
    summary: 'whether a file holds the parameters of the ceremony; exit 3 if not',
    options: [],
    example: 'eventide keys crs check devnet-piecrust.crs',
    load: async () => (await crs()).keysCrsCheck,
  },
  {
    path: ['keys', 'crs', 'fetch'],
    args: '<file>',
    summary: 'asks a node for the parameters of the ceremony, and keeps them only if they are',
    options: [{ flags: '--from <url>', about: 'of a node that serves them' }],
    example: 'eventide keys crs fetch ceremony.crs --from http://127.0.0.1:8080',
    load: async () => (await crs()).keysCrsFetch,
  },
  {
    path: ['keys', 'check'],
    args: '<key>',
    summary:
      "opens a provisioner's key file, exit 7 with another password, 3 if others may read it; or tells kind and validity of a key in base58",
    options: [keyPassword],
    example: 'eventide keys check node.keys',
    load: async () => (await keys()).keysCheck,
  },
  {
    path: ['block', 'decode'],
    args: '<bytes>',
    summary: 'what a header, block or message between nodes says: hex, or a file of bytes or hex',
    options: [],
    example: 'eventide block decode examples/block.hex',
    load: async () => (await block()).blockDecode,
  },
  {
    path: ['block', 'verify'],
    args: '<block>',
    summary:
      'a height, hash, tip or final: hash, seed, generator and votes checked here; or bytes against their header; exit 3 if one is false',
    options: [],
    example: 'eventide block verify examples/block.hex',
    load: async () => (await block()).blockVerify,
  },
  {
    path: ['genesis', 'init'],
    args: '<file>',
    summary: 'the genesis file of a local network, to start your own from',
    options: [
      { flags: '--nodes <n>', about: 'provisioners with a stake, 1 to 10 (default 4)' },
      { flags: '--block-time <s>', about: 'seconds between blocks, 0 to 30 (default 2)' },
      { flags: '--proofs <kind>', about: 'real (default) or mock' },
      { flags: '--seed <n>', about: 'other words than the published ones' },
    ],
    example: 'eventide genesis init my.toml --block-time 5',
    load: async () => (await genesis()).genesisInit,
  },
  {
    path: ['genesis', 'show'],
    args: '<genesis>',
    summary: 'what a chain begins with: a file, or mainnet, testnet, devnet, localnet',
    options: [],
    example: 'eventide genesis show mainnet',
    load: async () => (await genesis()).genesisShow,
  },
  {
    path: ['genesis', 'verify'],
    args: '<genesis>',
    summary: 'computes first state and hash again; exit 3 if they are others',
    options: [
      { flags: '--hash <hex>', about: 'of the genesis block, to compare with' },
      { flags: '--root <hex>', about: 'of the first state, to compare with' },
      { flags: '--contracts <folder>', about: 'the original contracts, for networks that run them' },
    ],
    example: 'eventide genesis verify my.toml',
    load: async () => (await genesis()).genesisVerify,
  },
];

import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromBase58, fromHex, toHex, utf8 } from '@eventide/base';
import { BLS_PUBLIC_KEY_SIZE } from '@eventide/crypto/bls/keys';
import { blake3 } from '@eventide/crypto/hash';
import { circuitsArgument } from '@eventide/execution/genesis/eventide';
import { genesisHeader, type Header } from '@eventide/ledger';
import {
  createEventideNetwork,
  type EventideGenesis,
  genesisParametersJson,
  localnet,
  type Network,
} from '@eventide/params';
import { deployedKeys } from '@eventide/tx/phoenix/circuit/aegis/deployedKeys';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import { type LocalAccounts, localAccounts } from '../accounts/localAccounts.ts';
import { contractsIn, type GenesisContractCode, genesisContracts } from './genesisContracts.ts';
import type { GenesisStake } from './genesisStakes.ts';
import { eventideGenesisText, GENESIS_TIMESTAMP_SEC, ruskGenesisText } from './genesisText.ts';
import { cacheFolder } from './projectFolder.ts';
import { sourcesKey } from './sourcesKey.ts';

export type LocalGenesisOptions = {
  readonly protocol: 'eventide' | 'rusk-1.6';
  /** Provisioners with a stake, 1 to 10. */
  readonly provisioners: number;
  /** Users with money, 1 to 10. */
  readonly users: number;
  /** Seconds between blocks at least, 0 to 30. */
  readonly blockTimeSec: number;
  readonly proofs: 'real' | 'mock';
  /** Of the accounts' words. */
  readonly seed: number;
  /** Folder with the original genesis contracts, for `rusk-1.6`; ours otherwise. */
  readonly contracts?: string | undefined;
  /** Stakes besides those of the provisioners. */
  readonly stakes?: readonly GenesisStake[] | undefined;
};

export const defaultLocalGenesisOptions: LocalGenesisOptions = {
  protocol: 'eventide',
  provisioners: 4,
  users: 10,
  blockTimeSec: 2,
  proofs: 'real',
  seed: 0,
};

/** Everything a node needs to begin a local network. */
export type LocalGenesis = {
  readonly accounts: LocalAccounts;
  /** The genesis file. */
  readonly text: string;
  readonly network: Network;
  readonly code: GenesisContractCode;
  /** Argument of the transfer contract's `init`; undefined for the original contracts. */
  readonly initArgument: Uint8Array | undefined;
  readonly header: Header;
  /** Content of a state store that holds this genesis: see `putImage`. */
  readonly image: Uint8Array;
};

/** What the state of a genesis is computed by. */
const SOURCES = ['packages/vm/src', 'packages/execution/src', 'packages/abi/src', 'packages/devnet/src/genesis'];

/**
 * A local network's genesis: file, parameters and first state. Same options, same bytes. A second at first, some milliseconds
 * once it is in the cache. `accounts`: those of the seed, where they are known already: their keys are derived once.
 * @throws ParamsError PARAMS_BAD_GENESIS; ContractSdkError; ExecutionError EXEC_SYSTEM_CALL
 * Spec: 13 §3.2, §3.3, 14 §8
 */
export async function localGenesis(
  options: LocalGenesisOptions = defaultLocalGenesisOptions,
  folder: string = cacheFolder(),
  accounts: LocalAccounts = localAccounts(options.seed),
): Promise<LocalGenesis> {
  const original = options.contracts === undefined ? undefined : contractsIn(options.contracts);
  const code = original ?? (await genesisContracts(folder));
  const text =
    options.protocol === 'eventide'
      ? eventideGenesisText({ accounts, ...options, contracts: code.hashes })
      : ruskGenesisText({ accounts, ...options });
  const { network, commitment } = networkOf(options, accounts, code);
  const initArgument = original === undefined ? circuitsOf(options.protocol) : undefined;
  const key = sourcesKey(SOURCES, [text, code.transfer, code.stake, initArgument ?? '']);
  const { stateRoot, image } = await readOrBuild(join(folder, `state-${key}`), async () => {
    const { buildImage } = await import('./buildImage.ts');
    return buildImage(network, text, accounts.faucet.publicKey, { ...code, initArgument });
  });
  return {
    accounts,
    text,
    network,
    code,
    initArgument,
    header: genesisHeader(network.genesisTimestampSec, stateRoot, commitment),
    image,
  };
}

function networkOf(
  { protocol, blockTimeSec, proofs }: LocalGenesisOptions,
  { faucet }: LocalAccounts,
  { hashes }: GenesisContractCode,
): { readonly network: Network; readonly commitment: Uint8Array | undefined } {
  const owner = { base58: faucet.account, hex: toHex(fromBase58(faucet.account, BLS_PUBLIC_KEY_SIZE)) };
  if (protocol === 'rusk-1.6') {
    const times = { ...SHORT_STEPS, minBlockTimeSec: BigInt(blockTimeSec) };
    const network: Network = { ...localnet, contracts: hashes, rewardKey: owner.hex, proofs, times };
    return { network, commitment: undefined };
  }
  const idOf = (vd: string): string => toHex(blake3(fromHex(vd)));
  const [vd1, vd2, vd3, vd4] = localKeys as [string, string, string, string];
  const genesis: EventideGenesis = {
    chainId: 224,
    genesisTimestampSec: GENESIS_TIMESTAMP_SEC,
    blockTimeSec,
    srs: 'local-1',
    proofs,
    contracts: hashes,
    verifierDataIds: [idOf(vd1), idOf(vd2), idOf(vd3), idOf(vd4)],
    owner,
  };
  return {
    network: createEventideNetwork(genesis),
    commitment: blake3(utf8(genesisParametersJson(genesis))),
  };
}

/** Of local networks, whose nodes are neighbours. Spec: 14 §2, row 12 */
const SHORT_STEPS = { stepTimeoutMinMs: 1_000, stepTimeoutMaxMs: 5_000, stepTimeoutIncreaseMs: 1_000 };

/** Argument of our transfer contract's `init`: its circuits. Spec: 14 §6 */
export function circuitsOf(protocol: LocalGenesisOptions['protocol']): Uint8Array {
  const [keys, set] = protocol === 'eventide' ? ([localKeys, 1] as const) : ([deployedKeys, 0] as const);
  const [vd1, vd2, vd3, vd4] = keys.map((key) => fromHex(key)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return circuitsArgument([vd1, vd2, vd3, vd4], set);
}

type State = { readonly stateRoot: Uint8Array; readonly image: Uint8Array };

/** The root stands before the image, so that both appear at once. */
async function readOrBuild(file: string, build: () => Promise<State>): Promise<State> {
  if (existsSync(file)) {
    const bytes = new Uint8Array(readFileSync(file));
    return { stateRoot: bytes.slice(0, 32), image: bytes.subarray(32) };
  }
  const made = await build();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, made.stateRoot);
  appendFileSync(`${file}.${process.pid}`, made.image);
  renameSync(`${file}.${process.pid}`, file);
  return made;
}

import { decodeFeed, decodeReturn, encodeArgument, toNote, transferAbi } from '@eventide/abi';
import { toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { type BlsSecretKey, blsPublicKey, type PhoenixSecretKey, phoenixPublicKey, sha256 } from '@eventide/crypto';
import { createEventideNetwork, type Network } from '@eventide/params';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import type { CircuitSource, ProvableCircuit } from '@eventide/prover';
import { createMemoryStore } from '@eventide/store/memory';
import { type OwnedNote, openNote, type SpendableNote, TRANSFER_CONTRACT } from '@eventide/tx';
import { sound1PhoenixCircuit } from '@eventide/tx/phoenix/circuit/sound-1/circuit';
import { proverRequestCodec } from '@eventide/tx/phoenix/proverRequest';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import { createVm } from '@eventide/vm/vm';
import type { Engine } from './engine.ts';
import { buildGenesis } from './genesis/build.ts';
import { circuitsArgument, type VerifierDataSet } from './genesis/eventide.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';
import { queryContract } from './query.ts';
import { buildContract, DUSK, keyBytes, provisioner } from './world.fixture.ts';

export const CHAIN_ID = 224;
export const carol: PhoenixSecretKey = { a: 1234567n, b: 7654321n };
export const dave: PhoenixSecretKey = { a: 222n, b: 333n };

const verifierData = [1, 2, 3, 4].map((inputs) =>
  encodeVerifierData(knownVerifierData('sound-1', inputs)),
) as unknown as VerifierDataSet;

export type PhoenixWorld = {
  readonly engine: Engine;
  readonly root: Uint8Array;
  /** Public account with 1000 Dusk. */
  readonly account: BlsSecretKey;
};

/** A network of our own with real proofs under the local parameters; Carol has notes of these values. */
export async function openPhoenixWorld(
  notes: readonly bigint[],
  proofs: Network['proofs'] = 'real',
): Promise<PhoenixWorld> {
  const [transfer, stake] = await Promise.all([buildContract('genesis/transfer'), buildContract('genesis/stake')]);
  const network = createEventideNetwork({
    chainId: CHAIN_ID,
    genesisTimestampSec: 0n,
    blockTimeSec: 2,
    srs: 'local-1',
    proofs,
    contracts: { transfer: toHex(sha256(transfer)), stake: toHex(sha256(stake)) },
    verifierDataIds: ['00'.repeat(32), '00'.repeat(32), '00'.repeat(32), '00'.repeat(32)],
    owner: { base58: '1', hex: toHex(keyBytes(provisioner)) },
  });
  const vm = await createVm({ store: createMemoryStore(), hostQueries: () => undefined });
  const engine = { vm, network, cache: createQueryCache() };
  const account = 41n;
  const staker = { account: blsPublicKey(provisioner), owner: blsPublicKey(provisioner) };
  const { stateRoot: root } = await buildGenesis(
    engine,
    {
      phoenixBalances: [{ address: phoenixPublicKey(carol), seed: 7n, notes }],
      moonlightAccounts: [{ account: blsPublicKey(account), balance: 1000n * DUSK }],
      stakes: [{ ...staker, amount: 5000n * DUSK, eligibility: 0n, reward: 0n }],
    },
    blsPublicKey(provisioner),
    { transfer, stake, initArgument: circuitsArgument(verifierData) },
  );
  return { engine, root, account };
}

/** The notes of a state that belong to `secret`, found by trying each. */
export function ownedNotes(engine: Engine, root: Uint8Array, secret: PhoenixSecretKey): OwnedNote[] {
  const argument = encodeArgument(transferAbi, 'leaves_from_pos', 0n);
  const { feeds } = queryContract(engine, { root, contract: TRANSFER_CONTRACT, method: 'leaves_from_pos', argument });
  return feeds
    .map((part) => openNote(secret, toNote(decodeFeed(transferAbi, 'leaves_from_pos', part).note)))
    .filter((note) => note !== null);
}

/** Those of these nullifiers that a state knows as spent. */
export function spentNullifiers(engine: Engine, root: Uint8Array, nullifiers: readonly bigint[]): readonly bigint[] {
  const argument = encodeArgument(transferAbi, 'existing_nullifiers', nullifiers);
  const query = { root, contract: TRANSFER_CONTRACT, method: 'existing_nullifiers', argument };
  return decodeReturn(transferAbi, 'existing_nullifiers', queryContract(engine, query).data);
}

/** A note with its way to the root of the tree. */
export function spendable(engine: Engine, root: Uint8Array, { note }: OwnedNote): SpendableNote {
  const argument = encodeArgument(transferAbi, 'opening', note.pos);
  const { data } = queryContract(engine, { root, contract: TRANSFER_CONTRACT, method: 'opening', argument });
  const opening = decodeReturn(transferAbi, 'opening', data);
  if (opening === null) throw new Error(`no note at ${note.pos}`);
  return { note, opening };
}

/** The circuits of our own networks, for a prover. */
export const circuits: CircuitSource = (name) => {
  const inputs = Number(name.split('/')[2]);
  const found = {
    circuit: sound1PhoenixCircuit(inputs),
    decodeInputs: (bytes: Uint8Array) => decode(proverRequestCodec, bytes),
  };
  return found as unknown as ProvableCircuit;
};

import { type ArchivedNote, type ArchivedStakeKeys, encodeArgument, type StakeData, transferAbi } from '@eventide/abi';
import { encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { systemRandom } from '@eventide/crypto/random';
import { stdRngFromU64 } from '@eventide/crypto/rng/stdRng';
import { contractConstants, rulesAt } from '@eventide/params';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import type { Session } from '@eventide/vm/session';
import { callStake, callSystem, callTransfer, failureText, UNLIMITED_GAS } from '../contractCall.ts';
import type { Engine } from '../engine.ts';
import { ExecutionError } from '../errors.ts';
import { createHostQueries } from '../hostQueries/hostQueries.ts';
import type { ProvisionerEntry } from '../query.ts';
import type { GenesisFile, GenesisStake, PhoenixBalance } from './file.ts';
import { genesisNote } from './note.ts';

/** The contracts that a network begins with. */
export type GenesisCode = {
  readonly transfer: Uint8Array;
  readonly stake: Uint8Array;
  /** Argument of the transfer contract's `init`, which our builds have. Spec: 14 §6 */
  readonly initArgument?: Uint8Array | undefined;
};

export type GenesisState = {
  /** Root of the contracts alone, before anybody owns anything. */
  readonly emptyRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
};

/**
 * Makes the first state on an engine without one, stores it and finalises the empty state below it.
 * @throws ExecutionError EXEC_SYSTEM_CALL; VmError VM_COMMIT_ORDER if the store has a state; FaultError
 * Spec: 05 §8.2
 */
export async function buildGenesis(
  engine: Engine,
  file: Endowment,
  owner: BlsPublicKey,
  code: GenesisCode,
): Promise<GenesisState> {
  const emptyRoot = await inSession(engine, undefined, (session) => layContracts(session, owner, code));
  const stateRoot = await inSession(engine, emptyRoot, (session) => endow(session, file));
  await engine.vm.finalize(emptyRoot);
  return { emptyRoot, stateRoot };
}

/** Money and stakes that a state begins with. */
type Endowment = Pick<GenesisFile, 'phoenixBalances' | 'moonlightAccounts' | 'stakes'>;

/** What is put on top of a state, outside of any block. */
export type Takeover = Endowment & {
  /** Stakes that are there, and from which height on they count from now on. */
  readonly retired: readonly { readonly keys: ArchivedStakeKeys; readonly data: StakeData }[];
  readonly retiredUntil: bigint;
  /** Notes are those of a block of this height. */
  readonly height: bigint;
};

/**
 * Puts money and stakes on top of a state as a genesis does, from nothing, and puts off when the stakes that are there count: for local
 * forks of a network, where one provisioner makes all blocks. Owners, amounts and rewards stay.
 * @throws ExecutionError EXEC_SYSTEM_CALL; VmError VM_BASE_UNKNOWN; FaultError
 * Spec: 05 §8.2, 13 §3.2
 */
export function takeOverState(engine: Engine, root: Uint8Array, takeover: Takeover): Promise<Uint8Array> {
  const { retired, retiredUntil: eligibility, height } = takeover;
  return inSession(engine, root, (session) => {
    for (const { keys, data } of retired) {
      const amount = data.amount && { ...data.amount, eligibility };
      callStake(session, 'insert_stake', [keys, { ...data, amount }]);
    }
    endow(session, takeover, height);
  });
}

/** What the feeders of the genesis contracts tell of their state. */
export type FedState = {
  /** In the order of their positions. */
  readonly notes: readonly { readonly height: bigint; readonly note: ArchivedNote }[];
  readonly nullifiers: readonly bigint[];
  /** Archived entries of `sync_accounts`. */
  readonly accounts: readonly Uint8Array[];
  readonly balances: readonly (readonly [Uint8Array, bigint])[];
  readonly stakes: readonly ProvisionerEntry[];
};

/** Nullifiers that one call takes. */
const NULLIFIERS_A_CALL = 1_000;

/**
 * The first state on an engine without one, made of what was fed. The transfer contract is a build that takes nullifiers and accounts
 * over, as no contract of a network does. The tree of notes is the one they were fed from, the state root is not.
 * @throws ExecutionError EXEC_SYSTEM_CALL; VmError; FaultError
 * Spec: 13 §3.2
 */
export function rebuildState(
  engine: Engine,
  fed: FedState,
  owner: BlsPublicKey,
  code: GenesisCode,
): Promise<Uint8Array> {
  return inSession(engine, undefined, (session) => {
    layContracts(session, owner, code);
    for (const { height, note } of fed.notes) callTransfer(session, 'push_note', [height, note]);
    for (let at = 0; at < fed.nullifiers.length; at += NULLIFIERS_A_CALL) {
      const some = fed.nullifiers.slice(at, at + NULLIFIERS_A_CALL);
      callSystem(
        session,
        TRANSFER_CONTRACT,
        'take_nullifiers',
        encodeArgument(transferAbi, 'existing_nullifiers', some),
      );
    }
    for (const entry of fed.accounts) callSystem(session, TRANSFER_CONTRACT, 'take_account', entry);
    for (const [contract, value] of fed.balances) callTransfer(session, 'add_contract_balance', [contract, value]);
    for (const { keys, data } of fed.stakes) callStake(session, 'insert_stake', [keys, data]);
    callTransfer(session, 'update_root', null);
  });
}

async function inSession(
  { vm, network, cache }: Engine,
  root: Uint8Array | undefined,
  change: (session: Session) => void,
): Promise<Uint8Array> {
  const meta = new Map([
    ['chain_id', Uint8Array.of(contractConstants.genesisChainId)],
    // An i32 in the reference. Spec: 04 §7.1
    ['block_height', new Uint8Array(4)],
  ]);
  const session = vm.openSession(root, {
    meta,
    hostQueries: createHostQueries(rulesAt(network, 0n), cache),
    workPrices: rulesAt(network, 0n).workPrices,
  });
  try {
    change(session);
    return await session.commit();
  } finally {
    session.close();
  }
}

function layContracts(session: Session, ownerKey: BlsPublicKey, { transfer, stake, initArgument }: GenesisCode): void {
  const owner = encode(blsPublicKeyCodec, ownerKey);
  deploy(TRANSFER_CONTRACT, transfer, initArgument);
  deploy(STAKE_CONTRACT, stake);
  callStake(session, 'insert_stake', [
    { account: ownerKey, owner: { kind: 'Account', value: ownerKey } },
    { amount: null, reward: 0n, faults: 0, hardFaults: 0 },
  ]);
  callTransfer(session, 'add_contract_balance', [STAKE_CONTRACT, 0n]);
  callTransfer(session, 'update_root', null);

  function deploy(id: Uint8Array, bytecode: Uint8Array, argument?: Uint8Array): void {
    const result = session.deploy({ id, bytecode, owner, initArgument: argument, gasLimit: UNLIMITED_GAS });
    if (!result.ok) {
      throw new ExecutionError('EXEC_SYSTEM_CALL', { method: 'deploy', failure: failureText(result.failure) });
    }
  }
}

function endow(session: Session, { phoenixBalances, moonlightAccounts, stakes }: Endowment, height = 0n): void {
  for (const balance of phoenixBalances) pushNotes(session, balance, height);
  for (const { account, balance } of moonlightAccounts)
    callTransfer(session, 'add_account_balance', [account, balance]);
  if (phoenixBalances.length > 0) callTransfer(session, 'update_root', null);
  for (const stake of stakes) insertStake(session, stake);
  const staked = stakes.reduce((sum, { amount }) => sum + amount, 0n);
  if (staked > 0n) callTransfer(session, 'add_contract_balance', [STAKE_CONTRACT, staked]);
}

function pushNotes(session: Session, { address, seed, notes }: PhoenixBalance, height: bigint): void {
  const random = seed === undefined ? systemRandom : stdRngFromU64(seed).randomBytes;
  for (const value of notes) callTransfer(session, 'push_note', [height, genesisNote(address, value, random)]);
}

function insertStake(session: Session, { account, owner, amount, eligibility, reward }: GenesisStake): void {
  callStake(session, 'insert_stake', [
    { account, owner: { kind: 'Account', value: owner } },
    { amount: amount === 0n ? null : { value: amount, locked: 0n, eligibility }, reward, faults: 0, hardFaults: 0 },
  ]);
}

import type { StakeData } from '@eventide/abi';
import { type ArchivedStakeKeys, decodeFeed, decodeReturn, encodeArgument, stakeAbi, transferAbi } from '@eventide/abi';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import { rulesAt } from '@eventide/params';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import type { CallFailure } from '@eventide/vm/outcome';
import { failureText, UNLIMITED_GAS } from './contractCall.ts';
import type { Engine } from './engine.ts';
import { ExecutionError } from './errors.ts';
import { createHostQueries } from './hostQueries/hostQueries.ts';
import { sessionMeta } from './openBlock.ts';

/** A call that reads. */
export type Query = {
  /** State to read. */
  readonly root: Uint8Array;
  readonly contract: Uint8Array;
  readonly method: string;
  readonly argument: Uint8Array;
  /** Without a limit, run it behind a guarded worker: only a wall clock ends it. */
  readonly gasLimit?: bigint | undefined;
  /** Takes what the method feeds as it comes, in place of `feeds`; what it throws ends the call. */
  readonly onFeed?: ((data: Uint8Array) => void) | undefined;
  /** false: a method that feeds fails, as it does for clients that ask without a feeder. Default true. */
  readonly feeds?: boolean | undefined;
};

export type QueryAnswer = {
  readonly data: Uint8Array;
  /** What the method fed, part by part; empty with `onFeed`. */
  readonly feeds: readonly Uint8Array[];
  readonly gasSpent: bigint;
};

/**
 * Calls a contract on a session of height 0 that is thrown away afterwards; every host query is there.
 * @throws ExecutionError EXEC_QUERY_FAILED, EXEC_CONTRACT_UNKNOWN; VmError VM_BASE_UNKNOWN, VM_ARGUMENT_TOO_LONG
 * Spec: 04 §7.1, 05 §6
 */
export function queryContract({ vm, network, cache }: Engine, query: Query): QueryAnswer {
  const { root, contract, method, argument, gasLimit = UNLIMITED_GAS, onFeed, feeds = true } = query;
  const rules = rulesAt(network, 0n);
  const session = vm.openSession(root, {
    meta: sessionMeta(network.chainId, 0n),
    hostQueries: createHostQueries(rules, cache),
    workPrices: rules.workPrices,
    feeds,
    onFeed,
  });
  try {
    const result = session.call(contract, method, argument, gasLimit);
    if (result.ok) return result.receipt;
    if (result.failure.kind === 'doesNotExist') throw new ExecutionError('EXEC_CONTRACT_UNKNOWN');
    throw new ExecutionError('EXEC_QUERY_FAILED', { method, failure: queryFailureText(result.failure) });
  } finally {
    session.close();
  }
}

/** The cause of a trap is told to whoever only reads: it goes into no block. */
function queryFailureText(failure: CallFailure): string {
  return failure.kind === 'unknown' ? `Unknown: ${failure.reason}` : failureText(failure);
}

/** A stake with its keys, as the stake contract lists them. */
export type ProvisionerEntry = { readonly keys: ArchivedStakeKeys; readonly data: StakeData };

/** All stakes of a state: the provisioners of the blocks that follow. Spec: 05 §5.2, §5.13 */
export function provisionersAt(engine: Engine, root: Uint8Array): ProvisionerEntry[] {
  const query = { root, contract: STAKE_CONTRACT, method: 'stakes', argument: new Uint8Array() };
  return queryContract(engine, query).feeds.map((part) => {
    const [keys, data] = decodeFeed(stakeAbi, 'stakes', part);
    return { keys, data };
  });
}

/** Nonce and balance of an account; zeros if there is none. Spec: 05 §4.2 */
export function accountAt(
  engine: Engine,
  root: Uint8Array,
  account: BlsPublicKey,
): { readonly nonce: bigint; readonly balance: bigint } {
  const argument = encodeArgument(transferAbi, 'account', account);
  const { data } = queryContract(engine, { root, contract: TRANSFER_CONTRACT, method: 'account', argument });
  return decodeReturn(transferAbi, 'account', data);
}

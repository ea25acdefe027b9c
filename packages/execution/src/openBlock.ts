import { equalBytes, FaultError, intToBytesLe, toHex } from '@eventide/base';
import { type Rules, rulesAt } from '@eventide/params';
import type { HostQueries } from '@eventide/vm/hostQueries';
import type { Session } from '@eventide/vm/session';
import type { CallListener } from '@eventide/vm/trace';
import { callStake } from './contractCall.ts';
import type { Engine } from './engine.ts';
import { createHostQueries } from './hostQueries/hostQueries.ts';
import { callerAs, impersonatedAnswer } from './impersonated.ts';

/** A block under execution. */
export type OpenBlock = {
  readonly session: Session;
  readonly rules: Rules;
  readonly height: bigint;
  /** Digest of the Phoenix transaction that runs now; null between transactions. */
  txDigest: Uint8Array | null;
};

/**
 * Opens the state before a block and lets the stake contract begin it. Close or commit its session. `onCall` hears every frame.
 * @throws VmError VM_BASE_UNKNOWN; ExecutionError EXEC_SYSTEM_CALL; FaultError FAULT_INTERNAL if the state is not that of its root
 * Spec: 04 §7.1, 06 §13
 */
export function openBlock(
  { vm, network, cache, impersonated }: Engine,
  previousRoot: Uint8Array,
  height: bigint,
  onCall?: CallListener,
): OpenBlock {
  const rules = rulesAt(network, height);
  const meta = sessionMeta(network.chainId, height);
  const queries = createHostQueries(rules, cache, () => block.txDigest);
  const hostQueries: HostQueries = (name, argument) =>
    (impersonated && impersonatedAnswer(impersonated, name, argument)) ?? queries(name, argument);
  const session = vm.openSession(previousRoot, {
    meta,
    hostQueries,
    eventsRevert: rules.eventsRevert,
    workPrices: rules.workPrices,
    onCall,
    callerAs: impersonated && ((id) => callerAs(impersonated, id)),
  });
  const block: OpenBlock = { session, rules, height, txDigest: null };
  try {
    if (!equalBytes(session.root(), previousRoot)) {
      throw new FaultError('FAULT_INTERNAL', { what: 'state differs from its root', root: toHex(previousRoot) });
    }
    callStake(session, 'before_state_transition', null);
    return block;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** What contracts read of chain and block. Spec: 04 §7.1 */
export function sessionMeta(chainId: number, height: bigint): Map<string, Uint8Array> {
  return new Map([
    ['chain_id', Uint8Array.of(chainId)],
    ['block_height', intToBytesLe(height, 8)],
  ]);
}

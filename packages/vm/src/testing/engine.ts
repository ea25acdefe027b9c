import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import type { HostQueries } from '../hostQueries.ts';
import type { CallFailure, CallResult, Receipt } from '../outcome.ts';
import type { Session } from '../session.ts';
import { createVm, type Vm } from '../vm.ts';

/** Contract id whose first byte is `n`. */
export function idOf(n: number): Uint8Array {
  const id = new Uint8Array(32);
  id[0] = n;
  return id;
}

export const PLENTY = 1_000_000_000n;
export const OWNER: Uint8Array = Uint8Array.of(7, 7, 7);

/** Queries of tests: `double` doubles every byte, `dear` costs 1000 gas. */
export const testQueries: HostQueries = (name, argument) => {
  if (name === 'double') return argument.map((byte) => byte * 2);
  if (name === 'dear') return { price: 1000n, run: () => Uint8Array.of(1) };
  return undefined;
};

export function openTestVm(store: KeyValueStore = createMemoryStore()): Promise<Vm> {
  return createVm({ store, hostQueries: testQueries, keptMemories: 8 });
}

/** Deploys contracts under the ids 1, 2, …; all must succeed. */
export function deployAll(session: Session, modules: readonly Uint8Array[]): void {
  modules.forEach((bytecode, i) => {
    const result = session.deploy({ id: idOf(i + 1), bytecode, owner: OWNER, gasLimit: PLENTY });
    if (!result.ok) throw new Error(`deployment ${i + 1}: ${JSON.stringify(result.failure)}`);
  });
}

export function receiptOf(result: CallResult): Receipt {
  if (!result.ok) throw new Error(`call failed: ${JSON.stringify(result.failure)}`);
  return result.receipt;
}

export function failureOf(result: { readonly ok: boolean; readonly failure?: CallFailure }): CallFailure {
  if (result.ok || !result.failure) throw new Error('call succeeded');
  return result.failure;
}

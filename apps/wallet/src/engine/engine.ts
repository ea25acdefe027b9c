import { contractsOf } from './contracts.ts';
import { createKeeper } from './keeper.ts';
import { lifeOf } from './life.ts';
import { paymentsOf } from './payments.ts';
import type { Engine, WalletView } from './protocol.ts';
import { recordsOf } from './records.ts';

/** The wallet behind the page: keys, sync, payments. Everything the page may know comes as patches of the view. */
export function createEngine(emit: (event: 'patch', data: Partial<WalletView>) => void): Engine {
  const keeper = createKeeper(emit);
  return { ...lifeOf(keeper), ...paymentsOf(keeper), ...recordsOf(keeper), ...contractsOf(keeper) };
}

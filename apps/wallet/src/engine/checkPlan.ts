import { contractConstants } from '@eventide/params';
import { WalletError } from '@eventide/sdk';
import type { Plan } from './protocol.ts';

/** The plan itself; what the screens should have stopped is refused. @throws WalletError WALLET_BAD_REQUEST */
export function checkPlan(plan: Plan): Plan {
  if ('value' in plan && plan.value <= 0n)
    throw new WalletError('WALLET_BAD_REQUEST', { rule: 'an amount above zero' });
  if (plan.kind === 'stake' && plan.value < 0n)
    throw new WalletError('WALLET_BAD_REQUEST', { rule: 'an amount above zero' });
  if ('memo' in plan && new TextEncoder().encode(plan.memo).length > contractConstants.maxMemoBytes)
    throw new WalletError('WALLET_BAD_REQUEST', { rule: `a memo of at most ${contractConstants.maxMemoBytes} bytes` });
  return plan;
}

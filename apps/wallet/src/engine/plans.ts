import { formatContractId, parseContractId } from '@eventide/crypto';
import { failureOf } from '@eventide/kit/worker/rpc';
import type { ProveProgress } from '@eventide/prover';
import {
  type Balance,
  type Client,
  defaultGasLimits,
  type Gas,
  getGasPrice,
  type PreparedTx,
  type Profile,
  prepareClaimReward,
  prepareMergeNotes,
  prepareSendPublic,
  prepareSendShielded,
  prepareShield,
  prepareStake,
  prepareUnshield,
  prepareUnstake,
  visibility,
  WalletError,
} from '@eventide/sdk';
import { prepareCall } from '@eventide/sdk/wallet/send/actions';
import { cautionAbout, type KnownKey } from './lookAlike.ts';
import { OFFLINE_GAS_PRICE } from './offline.ts';
import type { GasChoice, Plan, Review } from './protocol.ts';
import { spendable } from './spendable.ts';

/** Limits for calls paid from the public side, before their simulation tells better. */
const PUBLIC_CALL_LIMIT = 200_000_000n;

/** Which money pays. */
export function sideOf(plan: Plan): 'shielded' | 'public' {
  switch (plan.kind) {
    case 'sendShielded':
    case 'unshield':
    case 'mergeNotes':
      return 'shielded';
    case 'contractCall':
      return plan.privacy;
    default:
      return 'public';
  }
}

/** What is moved, without the fee. */
export function movedBy(plan: Plan): bigint {
  if ('value' in plan) return plan.value;
  return plan.kind === 'contractCall' ? plan.deposit : 0n;
}

/** What leaves the paying side besides the fee. */
function outgoing(plan: Plan): bigint {
  return plan.kind === 'mergeNotes' ? 0n : movedBy(plan);
}

/** Gas limit where the user chose none. */
export function usualLimit(plan: Plan): bigint {
  if (plan.kind === 'sendShielded' || plan.kind === 'mergeNotes') return defaultGasLimits.shieldedTransfer;
  if (plan.kind === 'sendPublic') return defaultGasLimits.publicTransfer;
  return sideOf(plan) === 'shielded' ? defaultGasLimits.shieldedCall : PUBLIC_CALL_LIMIT;
}

export type ReviewContext = {
  /** No node answers: nobody tells what others pay. */
  readonly offline: boolean;
  readonly balance: Balance;
  /** What running payments will take from the public side. */
  readonly publicPending: bigint;
  readonly known: readonly KnownKey[];
};

/** What has to be said before anything is proven or signed. Spec: 13 §2.1, §5.2 */
export async function reviewPlan(client: Client, plan: Plan, gas: GasChoice, context: ReviewContext): Promise<Review> {
  const price = gas.price ?? (context.offline ? OFFLINE_GAS_PRICE : (await getGasPrice(client)).median);
  const maxFee = (gas.limit ?? usualLimit(plan)) * price;
  const side = sideOf(plan);
  const total = outgoing(plan) + maxFee;
  const have = spendable(side, context);
  const to = 'to' in plan ? plan.to : null;
  return {
    visibility: visibility({ kind: plan.kind, payFrom: side }),
    maxFee,
    total,
    side,
    after: have > total ? have - total : 0n,
    caution: to === null ? null : cautionAbout(to, context.known),
    refusal: refusalOf(plan, total, context),
  };
}

/** Why a plan cannot work with this balance. */
function refusalOf(plan: Plan, total: bigint, context: ReviewContext): Review['refusal'] {
  const { shielded, public: open } = context.balance;
  if (sideOf(plan) === 'public') {
    const have = spendable('public', context);
    if (total <= have) return null;
    const code = total <= open ? 'WALLET_FUNDS_PENDING' : 'WALLET_FUNDS_SHORT';
    return failureOf(new WalletError(code, { need: total, have }));
  }
  if (total <= shielded.atOnce) return null;
  if (total <= shielded.spendable) {
    return failureOf(new WalletError('WALLET_TOO_FRAGMENTED', { need: total, atOnce: shielded.atOnce }));
  }
  const code = total <= shielded.total ? 'WALLET_FUNDS_PENDING' : 'WALLET_FUNDS_SHORT';
  return failureOf(new WalletError(code, { need: total, have: shielded.spendable }));
}

export type PrepareContext = {
  readonly offline: boolean;
  readonly from: Profile;
  readonly gas: GasChoice;
  readonly onProgress: (progress: ProveProgress) => void;
  readonly signal: AbortSignal;
};

/** Builds and proves a plan; nothing is sent. */
export function preparePlan(client: Client, plan: Plan, context: PrepareContext): Promise<PreparedTx> {
  const gas: Gas = {
    ...(context.gas.limit === null ? {} : { limit: context.gas.limit }),
    ...(context.gas.price === null ? {} : { price: context.gas.price }),
    ...(context.offline && context.gas.price === null ? { price: OFFLINE_GAS_PRICE } : {}),
  };
  const { offline } = context;
  const params = { from: context.from, gas, offline, onProgress: context.onProgress, signal: context.signal };
  switch (plan.kind) {
    case 'sendShielded':
      return prepareSendShielded(client, { ...params, to: plan.to, value: plan.value, memo: plan.memo });
    case 'sendPublic':
      return prepareSendPublic(client, { ...params, to: plan.to, value: plan.value, memo: plan.memo });
    case 'shield':
      return prepareShield(client, { ...params, value: plan.value });
    case 'unshield':
      return prepareUnshield(client, { ...params, value: plan.value });
    case 'mergeNotes':
      return prepareMergeNotes(client, params);
    case 'stake':
      return prepareStake(client, { ...params, value: plan.value });
    case 'unstake':
      return prepareUnstake(client, params);
    case 'claimReward':
      return prepareClaimReward(client, params);
    case 'contractCall': {
      const contract = parseContractId(plan.contract);
      const { fnName, fnArgs, deposit, privacy } = plan;
      return prepareCall(
        client,
        { ...params, payFrom: privacy },
        {
          kind: 'contractCall',
          deposit,
          value: deposit,
          toText: formatContractId(contract),
          data: () => ({ data: { kind: 'call', contract, fnName, fnArgs } }),
        },
      );
    }
  }
}

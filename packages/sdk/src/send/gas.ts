import type { Lux } from '@eventide/base';
import type { GasTerms } from '@eventide/tx';
import { getGasPrice } from '../chain/actions.ts';
import type { Client } from '../client.ts';
import { type SendOptions, simulate } from './propagate.ts';

/** Gas of a transaction to send; what is left out is chosen. */
export type Gas = {
  /** Gas units. What is not spent comes back, but a failing call costs all of it. */
  readonly limit?: bigint | undefined;
  /** Lux per unit; default the median of the node's mempool. */
  readonly price?: Lux | undefined;
};

/** Limits where no simulation tells one: a shielded transaction with its call, and a call that fails and is sent all the same. */
export const defaultGasLimits: Readonly<{
  publicTransfer: bigint;
  shieldedTransfer: bigint;
  shieldedCall: bigint;
  forcedCall: bigint;
}> = Object.freeze({
  publicTransfer: 10_000_000n,
  shieldedTransfer: 50_000_000n,
  shieldedCall: 200_000_000n,
  forcedCall: 20_000_000n,
});

export type GasEstimate = GasTerms & {
  /** What the simulation spent; null where none was possible. */
  readonly spent: bigint | null;
  /** What stopped the simulated call: sending it would cost the whole limit. */
  readonly error: string | null;
};

export type EstimateGasParams = SendOptions &
  (
    | {
        /** A complete transaction, with any gas limit that suffices. */
        readonly tx: Uint8Array;
      }
    | {
        /** Bytes of the module to deploy. */
        readonly deployBytes: number;
      }
  );

/**
 * Gas of a transaction: ⌈1.2 · spent ÷ 0.93⌉ of a simulation, because a call gets 93 % of what is left; for a deployment twice its
 * charge and a tenth more. Price: the mempool's median, at least the minimum of deployments.
 * Spec: 13 §2.1, 04 §7.2, §7.3
 */
export async function estimateGas(client: Client, params: EstimateGasParams): Promise<GasEstimate> {
  const { gas } = await client.chain(params.signal);
  const { median } = await getGasPrice(client, params);
  if ('deployBytes' in params) {
    const gasLimit = deployLimit(BigInt(params.deployBytes) * gas.perDeployByte, gas.minDeployPoints);
    const gasPrice = median > gas.minDeployPrice ? median : gas.minDeployPrice;
    return { gasLimit, gasPrice, spent: null, error: null };
  }
  const { gasSpent, error } = await simulate(client, params.tx, params);
  return { gasLimit: autoLimit(gasSpent, gas.blockLimit), gasPrice: median, spent: gasSpent, error };
}

/** Limits below this are refused by the mempools of shipped configurations. Spec: 08 §7 */
const LEAST_LIMIT = 150_000n;

/** ⌈1.2 · spent ÷ 0.93⌉, within the mempool's minimum and the block's limit. Spec: 13 §2.1 */
export function autoLimit(spent: bigint, blockLimit: bigint): bigint {
  const limit = (spent * 120n + 92n) / 93n;
  const enough = limit > LEAST_LIMIT ? limit : LEAST_LIMIT;
  return enough < blockLimit ? enough : blockLimit;
}

/** Twice the charge and a tenth more. Spec: 13 §2.1, 04 §7.3 */
export function deployLimit(charge: bigint, minimum: bigint): bigint {
  const due = charge > minimum ? charge : minimum;
  return (due * 22n + 9n) / 10n;
}

/** The terms of a transaction: what was given, the rest by the defaults. */
export async function gasTermsOf(
  client: Client,
  gas: Gas | undefined,
  defaultLimit: bigint,
  signal?: AbortSignal,
): Promise<GasTerms> {
  const gasPrice = gas?.price ?? (await getGasPrice(client, { signal })).median;
  return { gasLimit: gas?.limit ?? defaultLimit, gasPrice };
}

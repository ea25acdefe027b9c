import type { Lux } from '@eventide/base';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import { buildMoonlight, type GasTerms, type ReplayToken, type TransactionData } from '@eventide/tx';
import { encodeTx } from '@eventide/tx/envelope';
import { getHeight } from '../../chain/actions.ts';
import type { Client } from '../../client.ts';
import { ContractError, NetworkError, WalletError } from '../../errors.ts';
import { autoLimit, defaultGasLimits, gasTermsOf } from '../../send/gas.ts';
import { simulate } from '../../send/propagate.ts';
import { getAccount } from '../account.ts';
import type { SentKind } from '../store/records.ts';
import { assertSameChain } from '../sync/syncWallet.ts';
import { type PreparedTx, preparedTx, type SendParams } from './prepared.ts';

/** A public transaction to make. */
export type MoonlightPlan = SendParams & {
  readonly kind: SentKind;
  readonly to?: BlsPublicKey | undefined;
  readonly toText?: string | null | undefined;
  readonly value: Lux;
  readonly deposit?: Lux | undefined;
  readonly memo?: string | null | undefined;
  /** null: by a simulation. */
  readonly gasLimit: bigint | null;
  /** Send it although the simulation fails. */
  readonly force?: boolean | undefined;
  readonly data?:
    | ((token: ReplayToken) => { readonly data: TransactionData; readonly ownNotes?: readonly string[] })
    | undefined;
};

/** Reads the account, builds and signs. Spec: 03 §7 */
export async function prepareMoonlight(client: Client, plan: MoonlightPlan): Promise<PreparedTx> {
  const { from, signal, value, deposit = 0n } = plan;
  const { wallet } = from;
  // Its nonce is the node's to tell.
  if (plan.offline === true) throw new NetworkError('NETWORK_UNREACHABLE', { url: client.transport.url });
  await assertSameChain(client, wallet, signal);
  const { chainId, gas: chainGas } = await client.chain(signal);
  const [{ balance, nextNonce }, tipHeight] = await Promise.all([
    getAccount(client, { account: from.account, signal }),
    getHeight(client, { signal }),
  ]);
  const nonce = nextNonce;
  const carried = plan.data?.({ kind: 'moonlight', nonce });
  const secret = wallet.secretsOf(from.index).bls;
  const build = (gas: GasTerms): ReturnType<typeof buildMoonlight> =>
    buildMoonlight({
      chainId,
      from: secret,
      sender: from.actsAs,
      to: plan.to,
      value,
      deposit,
      gas,
      nonce,
      data: carried?.data,
    });
  let gas = await gasTermsOf(client, plan.gas, plan.gasLimit ?? 0n, signal);
  if (gas.gasLimit === 0n) {
    const affordable = (balance - value - deposit) / gas.gasPrice;
    const most = affordable < chainGas.blockLimit ? affordable : chainGas.blockLimit;
    if (most <= 0n) throw fundsShort(value + deposit, balance);
    const { gasSpent, error } = await simulate(client, encodeTx(build({ ...gas, gasLimit: most })), { signal });
    if (error !== null && plan.force !== true) throw new ContractError('CONTRACT_CALL_FAILED', { message: error });
    // A call that fails costs its whole limit, whatever that is: no more than one that is told to be sent needs to show why.
    const limit = error === null ? autoLimit(gasSpent, chainGas.blockLimit) : defaultGasLimits.forcedCall;
    gas = { ...gas, gasLimit: limit < most ? limit : most };
  }
  const maxFee = gas.gasLimit * gas.gasPrice;
  if (value + deposit + maxFee > balance) throw fundsShort(value + deposit + maxFee, balance);
  return preparedTx(client, {
    tx: build(gas),
    kind: plan.kind,
    from,
    value,
    to: plan.toText ?? null,
    memo: plan.memo ?? null,
    notes: [],
    change: 0n,
    ownNotes: carried?.ownNotes ?? [],
    nonce,
    gasPrice: gas.gasPrice,
    maxFee,
    tipHeight,
  });
}

function fundsShort(need: Lux, have: Lux): WalletError {
  return new WalletError('WALLET_FUNDS_SHORT', { need, have, side: 'public' });
}

import { type Lux, toHex } from '@eventide/base';
import { encodeJubJub } from '@eventide/crypto/jubjub/encoding';
import type { PhoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { contractConstants } from '@eventide/params';
import {
  attachProof,
  buildPhoenix,
  encodeCircuitInputs,
  type GasTerms,
  type ReplayToken,
  type SpendableNote,
  type TransactionData,
} from '@eventide/tx';
import { checkBlock, getHeight } from '../../chain/actions.ts';
import type { Client } from '../../client.ts';
import { WalletError } from '../../errors.ts';
import { gasTermsOf } from '../../send/gas.ts';
import { lockedNotes, spendableNotes, unspentNotes } from '../balance.ts';
import { decodeCompact } from '../scan/compactNote.ts';
import { selectNotes, sumOf } from '../selectNotes.ts';
import type { Checkpoint, SentKind, WalletNote } from '../store/records.ts';
import { assertSameChain, edgeOf } from '../sync/syncWallet.ts';
import { openingOf } from '../tree/noteTree.ts';
import type { Wallet } from '../wallet.ts';
import { type PreparedTx, preparedTx, type SendParams } from './prepared.ts';

/** A shielded transaction to make. */
export type PhoenixPlan = SendParams & {
  readonly kind: SentKind;
  /** Receiver of `value`; default the own address. */
  readonly to?: PhoenixPublicKey | undefined;
  /** The receiver as text, for the own records. */
  readonly toText?: string | null | undefined;
  readonly value: Lux;
  readonly deposit?: Lux | undefined;
  readonly memo?: string | null | undefined;
  readonly gasLimit: bigint;
  /** What it carries, once its nullifiers are known. `ownNotes`: keys of notes it makes for this wallet. */
  readonly data?:
    | ((token: ReplayToken) => { readonly data: TransactionData; readonly ownNotes?: readonly string[] })
    | undefined;
  /** Spends exactly these, all of what the fee leaves goes to the receiver; else notes are chosen. */
  readonly inputs?: readonly WalletNote[] | undefined;
};

/** Roots older than this may be forgotten before the transaction is executed. */
const MAX_ROOT_AGE = BigInt(contractConstants.maxRoots - 320);

/** Chooses notes, builds, proves and authorises. The notes stay reserved until it is submitted or discarded. Spec: 03 §6.3, house walk A */
export async function preparePhoenix(client: Client, plan: PhoenixPlan): Promise<PreparedTx> {
  const { from, signal } = plan;
  const { wallet } = from;
  const { prover } = client;
  if (prover === undefined) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'the client has a prover' });
  await assertSameChain(client, wallet, signal);
  const tipHeight = plan.offline === true ? lastCheckpoint(wallet).height : await assertFresh(client, wallet, signal);
  const gas = await gasTermsOf(client, plan.gas, plan.gasLimit, signal);
  const chosen = await wallet.exclusive(async () => {
    const notes =
      plan.inputs ?? choose(wallet, from.index, plan.value + (plan.deposit ?? 0n) + gas.gasLimit * gas.gasPrice);
    for (const { pos } of notes) wallet.reserved.add(pos);
    return notes;
  });
  try {
    const { unproven, ownNotes, value } = await build(client, plan, chosen, gas);
    const { proof } = await prover.prove(unproven.circuit, encodeCircuitInputs(unproven), {
      signal,
      onProgress: plan.onProgress,
    });
    const maxFee = gas.gasLimit * gas.gasPrice;
    return preparedTx(client, {
      tx: attachProof(unproven, proof),
      kind: plan.kind,
      from,
      value,
      to: plan.toText ?? null,
      memo: plan.memo ?? null,
      notes: chosen.map(({ pos }) => pos),
      change: sumOf(chosen) - (plan.to === undefined ? 0n : value) - (plan.deposit ?? 0n) - maxFee,
      ownNotes,
      nonce: null,
      gasPrice: gas.gasPrice,
      maxFee,
      tipHeight,
    });
  } catch (error) {
    for (const { pos } of chosen) wallet.reserved.delete(pos);
    throw error;
  }
}

async function build(
  client: Client,
  plan: PhoenixPlan,
  chosen: readonly WalletNote[],
  gas: GasTerms,
): Promise<{
  readonly unproven: ReturnType<typeof buildPhoenix>;
  readonly ownNotes: readonly string[];
  readonly value: Lux;
}> {
  const { from, deposit = 0n } = plan;
  const { wallet } = from;
  const { circuitSet, chainId } = await client.chain(plan.signal);
  const edge = edgeOf(wallet);
  const inputs = chosen.map(
    (note): SpendableNote => ({
      note: decodeCompact(note.compact),
      opening: openingOf(edge, { pos: Number(note.pos), path: note.path }),
    }),
  );
  const { phoenix } = wallet.secretsOf(from.index);
  const { address } = wallet.keysOf(from.index);
  const value = plan.inputs === undefined ? plan.value : sumOf(chosen) - gas.gasLimit * gas.gasPrice - deposit;
  if (value < 0n)
    throw new WalletError('WALLET_FUNDS_SHORT', { need: gas.gasLimit * gas.gasPrice + deposit, have: sumOf(chosen) });
  const carried = plan.data?.({ kind: 'phoenix', nullifiers: chosen.map(({ nullifier }) => nullifier) });
  const unproven = buildPhoenix(
    {
      set: circuitSet,
      chainId,
      from: phoenix,
      to: plan.to ?? address,
      inputs,
      value,
      deposit,
      gas,
      data: carried?.data,
    },
    client.random,
  );
  const [transfer, change] = unproven.payload.skeleton.outputs;
  const own = plan.to === undefined ? [transfer, change] : [change];
  const keys = own.map(({ stealthAddress }) => toHex(encodeJubJub(stealthAddress.notePk)));
  return { unproven, ownNotes: [...keys, ...(carried?.ownNotes ?? [])], value };
}

function choose(wallet: Wallet, profile: number, cost: Lux): WalletNote[] {
  const locked = lockedNotes(wallet);
  return selectNotes(
    spendableNotes(wallet, profile),
    cost,
    unspentNotes(wallet, profile).filter(({ pos }) => locked.has(pos)),
  );
}

/** The root of the own tree is one the chain accepts for a while. @throws WalletError WALLET_SYNC_NEEDED */
async function assertFresh(client: Client, wallet: Wallet, signal?: AbortSignal): Promise<bigint> {
  const last = lastCheckpoint(wallet);
  const height = await getHeight(client, { signal });
  if (height - last.height > MAX_ROOT_AGE)
    throw new WalletError('WALLET_SYNC_NEEDED', { behind: height - last.height });
  if (!(await checkBlock(client, last, { signal })))
    throw new WalletError('WALLET_SYNC_NEEDED', { rule: 'the chain was reorganised' });
  return height;
}

/** @throws WalletError WALLET_SYNC_NEEDED */
function lastCheckpoint(wallet: Wallet): Checkpoint {
  const last = wallet.syncState?.checkpoints.at(-1);
  if (last === undefined) throw new WalletError('WALLET_SYNC_NEEDED', { rule: 'the wallet was never synced' });
  return last;
}

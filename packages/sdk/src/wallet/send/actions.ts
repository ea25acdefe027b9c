import { encodeArgument, fromWithdraw, transferAbi } from '@eventide/abi';
import { type Lux, toHex, utf8 } from '@eventide/base';
import { encodeJubJub } from '@eventide/crypto/jubjub/encoding';
import { contractConstants } from '@eventide/params';
import {
  type Blob,
  type ReplayToken,
  signWithdraw,
  TRANSFER_CONTRACT,
  type TransactionData,
  type Withdraw,
} from '@eventide/tx';
import type { Client } from '../../client.ts';
import { WalletError } from '../../errors.ts';
import { defaultGasLimits } from '../../send/gas.ts';
import { spendableNotes } from '../balance.ts';
import { parsePublic, parseShielded } from '../recipient.ts';
import type { SentKind } from '../store/records.ts';
import { prepareMoonlight } from './moonlight.ts';
import { preparePhoenix } from './phoenix.ts';
import { type PreparedTx, type SendParams, type Sent, submitTx } from './prepared.ts';

/** Which side pays the fee, and of a deposit also the deposit. */
export type PayFrom = 'public' | 'shielded';

export type SendPublicParams = SendParams & {
  /** Base58 of an account. */
  readonly to: string;
  readonly value: Lux;
  /** Readable by everybody, at most 512 bytes of UTF-8. */
  readonly memo?: string | undefined;
};

export type SendShieldedParams = SendParams & {
  /** Base58 of a shielded address. */
  readonly to: string;
  readonly value: Lux;
  /** Readable by everybody, at most 512 bytes of UTF-8. */
  readonly memo?: string | undefined;
};

export type ConvertParams = SendParams & { readonly value: Lux };

export type MergeNotesParams = SendParams & {
  /** How many notes become one: 2 to 4, the default. */
  readonly most?: number | undefined;
  /** Notes below it only fill places that are left: what gas gives back is such a note, and would be merged for ever. */
  readonly above?: Lux | undefined;
};

export type SendBlobsParams = SendParams & {
  /** 1 to 6 contents of at most 126,976 bytes each. */
  readonly blobs: readonly Uint8Array[];
  readonly to?: string | undefined;
  readonly value?: Lux | undefined;
};

/** Gas of stake operations and conversions paid publicly. */
const PUBLIC_CALL: bigint | null = null;

/** @throws WalletError WALLET_FUNDS_SHORT, WALLET_RECIPIENT_KIND, WALLET_BAD_REQUEST; NetworkError */
export function prepareSendPublic(client: Client, params: SendPublicParams): Promise<PreparedTx> {
  const { to, value, memo } = params;
  const key = parsePublic(to);
  return prepareMoonlight(client, {
    ...params,
    kind: 'sendPublic',
    to: key,
    toText: to,
    value,
    gasLimit: defaultGasLimits.publicTransfer,
    data: memo === undefined || memo === '' ? undefined : () => ({ data: memoData(memo) }),
  });
}

/**
 * Pays `value` out of the public account of `from` and resolves once the mempool has the transaction, not when it is final.
 * @throws WalletError WALLET_FUNDS_SHORT, WALLET_RECIPIENT_KIND; NetworkError NETWORK_REFUSED
 * Spec: 03 §7
 */
export async function sendPublic(client: Client, params: SendPublicParams): Promise<Sent> {
  return submitTx(client, await prepareSendPublic(client, params), params);
}

/** @throws as `sendShielded`, before anything is sent */
export function prepareSendShielded(client: Client, params: SendShieldedParams): Promise<PreparedTx> {
  const { to, value, memo } = params;
  const key = parseShielded(to);
  return preparePhoenix(client, {
    ...params,
    kind: 'sendShielded',
    to: key,
    toText: to,
    value,
    gasLimit: defaultGasLimits.shieldedTransfer,
    data: memo === undefined || memo === '' ? undefined : () => ({ data: memoData(memo) }),
  });
}

/**
 * Pays `value` out of the shielded notes of `from`: chooses notes, proves (seconds, in the prover's workers) and resolves once the mempool
 * has the transaction, not when it is final (`waitForTx`).
 * @throws WalletError WALLET_FUNDS_SHORT, WALLET_FUNDS_PENDING, WALLET_TOO_FRAGMENTED (more than 4 notes), WALLET_SYNC_NEEDED,
 * WALLET_RECIPIENT_KIND; ProverError PROVE_…; NetworkError NETWORK_REFUSED with the node's reason
 * Spec: 03 §6.3
 */
export async function sendShielded(client: Client, params: SendShieldedParams): Promise<Sent> {
  return submitTx(client, await prepareSendShielded(client, params), params);
}

/** @throws as `shield` */
export function prepareShield(client: Client, params: ConvertParams): Promise<PreparedTx> {
  const { from, value } = params;
  return prepareMoonlight(client, {
    ...params,
    kind: 'shield',
    value: 0n,
    deposit: value,
    gasLimit: PUBLIC_CALL,
    data: (token) => convertData(client, params, token, 'shielded'),
    toText: from.address,
  }).then((prepared) => withValue(prepared, value));
}

/** Moves `value` from the public account to shielded notes of the same profile. Sender and amount are public. Spec: 03 §14.2 */
export async function shield(client: Client, params: ConvertParams): Promise<Sent> {
  return submitTx(client, await prepareShield(client, params), params);
}

/** @throws as `unshield` */
export function prepareUnshield(client: Client, params: ConvertParams): Promise<PreparedTx> {
  const { from, value } = params;
  return preparePhoenix(client, {
    ...params,
    kind: 'unshield',
    value: 0n,
    deposit: value,
    gasLimit: defaultGasLimits.shieldedCall,
    data: (token) => convertData(client, params, token, 'public'),
    toText: from.account,
  }).then((prepared) => withValue(prepared, value));
}

/** Moves `value` from shielded notes to the public account of the same profile. Account and amount are public. Spec: 03 §14.2 */
export async function unshield(client: Client, params: ConvertParams): Promise<Sent> {
  return submitTx(client, await prepareUnshield(client, params), params);
}

/** @throws WalletError WALLET_BAD_REQUEST if there are fewer than two notes */
export function prepareMergeNotes(client: Client, params: MergeNotesParams): Promise<PreparedTx> {
  const { from, most = contractConstants.maxPhoenixInputs, above = 0n } = params;
  const free = spendableNotes(from.wallet, from.index).sort((a, b) => (a.value < b.value ? -1 : 1));
  const smallest = [
    ...free.filter(({ value }) => value >= above).slice(0, most),
    ...free.filter(({ value }) => value < above),
  ].slice(0, contractConstants.maxPhoenixInputs);
  if (smallest.length < 2)
    return Promise.reject(new WalletError('WALLET_BAD_REQUEST', { rule: 'at least two free notes' }));
  return preparePhoenix(client, {
    ...params,
    kind: 'mergeNotes',
    value: 0n,
    inputs: smallest,
    gasLimit: defaultGasLimits.shieldedTransfer,
    toText: from.address,
  });
}

/** Makes one note of the smallest (four unless told otherwise), by a payment to oneself. Again until few enough are left. Spec: 13 §2.2, 03 §6.3 */
export async function mergeNotes(client: Client, params: MergeNotesParams): Promise<Sent> {
  return submitTx(client, await prepareMergeNotes(client, params), params);
}

/** @throws as `sendBlobs` */
export async function prepareSendBlobs(client: Client, params: SendBlobsParams): Promise<PreparedTx> {
  const { blobs: contents, to, value = 0n } = params;
  const { gas } = await client.chain(params.signal);
  const [{ createBlob, packBlob }, { ethereumBlobSetup }] = await Promise.all([
    import('@eventide/tx/blob/create'),
    import('@eventide/tx/blob/ethereumSetup'),
  ]);
  const setup = ethereumBlobSetup();
  const blobs: Blob[] = contents.map((content) => createBlob(packBlob(content), setup));
  return prepareMoonlight(client, {
    ...params,
    kind: 'sendBlobs',
    to: to === undefined ? undefined : parsePublic(to),
    toText: to,
    value,
    gasLimit: defaultGasLimits.publicTransfer + gas.perBlob * BigInt(blobs.length),
    data: () => ({ data: { kind: 'blob', blobs } }),
  });
}

/** Puts 1 to 6 blobs beside the chain for some weeks. Loads 400 kB of ceremony points. @throws TxError TX_BAD_BLOB. Spec: 03 §5.1 */
export async function sendBlobs(client: Client, params: SendBlobsParams): Promise<Sent> {
  return submitTx(client, await prepareSendBlobs(client, params), params);
}

/** A call of a contract paid from either side. */
export function prepareCall(
  client: Client,
  params: SendParams & { readonly payFrom?: PayFrom | undefined; readonly force?: boolean | undefined },
  call: {
    readonly kind: SentKind;
    readonly deposit: Lux;
    /** For the records. */
    readonly value: Lux;
    readonly toText?: string | undefined;
    readonly data: (token: ReplayToken) => { readonly data: TransactionData; readonly ownNotes?: readonly string[] };
  },
): Promise<PreparedTx> {
  const { payFrom = 'public' } = params;
  const terms = { ...params, kind: call.kind, value: 0n, deposit: call.deposit, data: call.data, toText: call.toText };
  const prepared =
    payFrom === 'public'
      ? prepareMoonlight(client, { ...terms, gasLimit: PUBLIC_CALL })
      : preparePhoenix(client, { ...terms, gasLimit: defaultGasLimits.shieldedCall });
  return prepared.then((it) => withValue(it, call.value));
}

function convertData(
  client: Client,
  params: ConvertParams,
  token: ReplayToken,
  to: PayFrom,
): { readonly data: TransactionData; readonly ownNotes: readonly string[] } {
  const { value } = params;
  const withdraw = signWithdraw(
    { contract: TRANSFER_CONTRACT, value, token, owner: ownerOf(params, to) },
    client.random,
  );
  const fnArgs = encodeArgument(transferAbi, 'convert', fromWithdraw(withdraw));
  return {
    data: { kind: 'call', contract: TRANSFER_CONTRACT, fnName: 'convert', fnArgs },
    ownNotes: notesOf(withdraw),
  };
}

/** The secret that signs for money going to this side of the profile. */
export function ownerOf({ from }: SendParams, side: PayFrom): Parameters<typeof signWithdraw>[0]['owner'] {
  const { phoenix, bls } = from.wallet.secretsOf(from.index);
  return side === 'shielded' ? { kind: 'phoenix', secret: phoenix } : { kind: 'moonlight', secret: bls };
}

/** Keys of the notes a withdrawal makes, hex. */
export function notesOf({ receiver }: Withdraw): string[] {
  return receiver.kind === 'phoenix' ? [toHex(encodeJubJub(receiver.address.notePk))] : [];
}

function withValue(prepared: PreparedTx, value: Lux): PreparedTx {
  return { ...prepared, record: { ...prepared.record, value } };
}

/** @throws WalletError WALLET_BAD_REQUEST above 512 bytes */
export function memoData(memo: string): TransactionData {
  const bytes = utf8(memo);
  if (bytes.length > contractConstants.maxMemoBytes) {
    throw new WalletError('WALLET_BAD_REQUEST', {
      rule: `a memo of at most ${contractConstants.maxMemoBytes} bytes`,
      bytes: bytes.length,
    });
  }
  return { kind: 'memo', memo: bytes };
}

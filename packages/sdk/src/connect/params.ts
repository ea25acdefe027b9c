import { fromBase64, fromHex } from '@eventide/base';
import { contractConstants } from '@eventide/params';
import { ConnectError } from './errors.ts';
import type { ConnectGas, ConnectTransaction } from './types.ts';

type Loose = Readonly<Record<string, unknown>>;

const MAX_MESSAGE_BYTES = 65_536;
const MAX_TEXT = 512;

/** @throws ConnectError −32602 */
export function readProfilesRequest(params: unknown): {
  readonly shieldedReceiveAddress: boolean;
  readonly reason: string | null;
} {
  const { shieldedReceiveAddress = false, reason } = objectOf(params ?? {});
  if (typeof shieldedReceiveAddress !== 'boolean') throw bad('shieldedReceiveAddress');
  return { shieldedReceiveAddress, reason: reason === undefined ? null : textOf(reason, 'reason') };
}

/** @throws ConnectError −32602. Spec: 08 §11 */
export function readTransaction(params: unknown): ConnectTransaction {
  const raw = objectOf(params);
  const privacy = raw.privacy;
  if (privacy !== 'public' && privacy !== 'shielded') throw bad('privacy');
  const gas = raw.gas === undefined || raw.gas === null ? undefined : readGas(raw.gas);
  if (raw.kind === 'transfer') {
    const memo = raw.memo === undefined || raw.memo === null ? undefined : textOf(raw.memo, 'memo');
    return { kind: 'transfer', privacy, to: textOf(raw.to, 'to'), amount: amountOf(raw.amount, 'amount'), memo, gas };
  }
  if (raw.kind !== 'contract_call') throw bad('kind');
  const contractId = textOf(raw.contractId, 'contractId').replace(/^0x/, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(contractId)) throw bad('contractId');
  const fnName = textOf(raw.fnName, 'fnName');
  if (fnName === '' || fnName.length > 64) throw bad('fnName');
  const fnArgs = readBytes(raw.fnArgs ?? '0x', 'fnArgs');
  if (fnArgs.length > contractConstants.argumentBufferBytes) throw bad('fnArgs');
  if (raw.memo !== undefined && raw.memo !== null) throw bad('memo');
  return {
    kind: 'contract_call',
    privacy,
    contractId,
    fnName,
    fnArgs,
    amount: amountOf(raw.amount ?? '0', 'amount'),
    deposit: amountOf(raw.deposit ?? '0', 'deposit'),
    gas,
    display: raw.display,
  };
}

/** @throws ConnectError −32602 */
export function readAuth(params: unknown): {
  readonly nonce: string;
  readonly statement?: string | undefined;
  readonly expiresAt?: string | undefined;
} {
  const { nonce, statement, expiresAt } = objectOf(params);
  return {
    nonce: textOf(nonce, 'nonce'),
    statement: statement === undefined || statement === null ? undefined : textOf(statement, 'statement'),
    expiresAt: expiresAt === undefined || expiresAt === null ? undefined : textOf(expiresAt, 'expiresAt'),
  };
}

/** @throws ConnectError −32602 */
export function readSwitch(params: unknown): { readonly chainId: string | null; readonly nodeUrl: string | null } {
  const first = Array.isArray(params) ? params[0] : params;
  const { chainId, nodeUrl } = objectOf(first);
  if (chainId === undefined && nodeUrl === undefined) throw bad('chainId');
  if (chainId !== undefined && !/^dusk:\d{1,10}$/.test(textOf(chainId, 'chainId'))) throw bad('chainId');
  return {
    chainId: chainId === undefined ? null : textOf(chainId, 'chainId'),
    nodeUrl: nodeUrl === undefined ? null : textOf(nodeUrl, 'nodeUrl'),
  };
}

/** @throws ConnectError −32602, 4200 for an unknown type */
export function readAsset(params: unknown): {
  readonly type: string;
  readonly contractId: string;
  readonly tokenId: string | null;
} {
  const { type, options } = objectOf(params);
  if (type !== 'DRC20' && type !== 'DRC721') throw new ConnectError('unsupported', 'DRC20 or DRC721');
  const { contractId, tokenId } = objectOf(options);
  const id = textOf(contractId, 'contractId').replace(/^0x/, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(id)) throw bad('contractId');
  if (type === 'DRC721' && !/^\d{1,20}$/.test(String(tokenId))) throw bad('tokenId');
  return { type, contractId: id, tokenId: tokenId === undefined ? null : String(tokenId) };
}

/** Bytes as 0x hex, base64, list of numbers, or bytes. @throws ConnectError −32602 */
export function readBytes(value: unknown, at: string): Uint8Array {
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return limited(new Uint8Array(value), at);
  if (Array.isArray(value) && value.every((it) => Number.isInteger(it) && it >= 0 && it < 256)) {
    return limited(Uint8Array.from(value as number[]), at);
  }
  if (typeof value !== 'string' || value.length > 2 * MAX_MESSAGE_BYTES + 2) throw bad(at);
  try {
    return limited(value.startsWith('0x') ? fromHex(value.slice(2)) : fromBase64(value), at);
  } catch {
    throw bad(at);
  }
}

function limited(bytes: Uint8Array, at: string): Uint8Array {
  if (bytes.length > MAX_MESSAGE_BYTES) throw bad(at);
  return bytes;
}

function readGas(value: unknown): ConnectGas {
  const { limit, price } = objectOf(value);
  return { limit: amountOf(limit, 'gas.limit'), price: amountOf(price, 'gas.price') };
}

function amountOf(value: unknown, at: string): string {
  const text =
    typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value)) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,20}$/.test(text) || BigInt(text) > 0xffff_ffff_ffff_ffffn) throw bad(at);
  return text;
}

function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT) throw bad(at);
  return value;
}

function objectOf(value: unknown): Loose {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Loose;
  throw bad('params');
}

function bad(at: string): ConnectError {
  return new ConnectError('invalidParams', `invalid ${at}`, { at });
}

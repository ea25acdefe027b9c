import { isEventideError, toHex } from '@eventide/base';
import { ContractError, NetworkError } from '../errors.ts';
import type { Transport } from '../transports/transport.ts';
import { post } from './post.ts';

const NO_BYTES = new Uint8Array(0);
const MAX_ITEM_BYTES = 1024 * 1024;

type CallOptions = {
  /** State after this block in place of the newest one: nodes of this project only, while they keep it. */
  readonly at?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Spec: 13 §7 */
const AT_HEIGHT = 'eventide-at-height';

/**
 * A read of a contract on the tip's state or that after an earlier block, archived bytes in and out. Spec: 08 §4.2
 * @throws ContractError CONTRACT_CALL_FAILED with the contract's words; NetworkError
 */
export async function readContract(
  transport: Transport,
  contract: Uint8Array,
  fnName: string,
  argument: Uint8Array = NO_BYTES,
  options: CallOptions = {},
): Promise<Uint8Array> {
  const response = await call(transport, contract, fnName, argument, { ...options, feeder: false });
  return response.bytes(MAX_ITEM_BYTES);
}

/**
 * What a call feeds, item by item of `itemSize` bytes, as it comes. An error inside the call ends the stream early: nobody can tell
 * it from the end. Spec: 08 §4.2
 * @throws NetworkError NETWORK_BAD_ANSWER if the stream ends within an item
 */
export async function* feedContract(
  transport: Transport,
  contract: Uint8Array,
  fnName: string,
  argument: Uint8Array,
  itemSize: number,
  options: CallOptions = {},
): AsyncGenerator<Uint8Array> {
  const response = await call(transport, contract, fnName, argument, { ...options, feeder: true });
  yield* splitItems(response.chunks(), itemSize, fnName);
}

/** Whole items, several at once, out of pieces of any size. @throws NetworkError NETWORK_BAD_ANSWER */
export async function* splitItems(
  chunks: AsyncIterable<Uint8Array>,
  itemSize: number,
  at: string,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = NO_BYTES;
  for await (const chunk of chunks) {
    const joined = rest.length === 0 ? chunk : join(rest, chunk);
    const whole = joined.length - (joined.length % itemSize);
    if (whole > 0) yield joined.subarray(0, whole);
    rest = joined.slice(whole);
  }
  if (rest.length > 0) throw new NetworkError('NETWORK_BAD_ANSWER', { at, rule: `items of ${itemSize} bytes` });
}

async function call(
  transport: Transport,
  contract: Uint8Array,
  fnName: string,
  argument: Uint8Array,
  options: CallOptions & { readonly feeder: boolean },
): ReturnType<typeof post> {
  const path = `/on/contracts:${toHex(contract)}/${fnName}`;
  try {
    const { at, ...rest } = options;
    const headers = at === undefined ? {} : { [AT_HEIGHT]: String(at) };
    return await post(transport, path, { body: argument, binary: true, headers, ...rest });
  } catch (error) {
    const failed = isEventideError(error, 'NETWORK_REFUSED') && error.details.kind === 'vm';
    if (!failed) throw error;
    throw new ContractError(
      'CONTRACT_CALL_FAILED',
      { contract: toHex(contract), fn: fnName, message: error.details.reason },
      { cause: error },
    );
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

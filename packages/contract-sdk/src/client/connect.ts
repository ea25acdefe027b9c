import { describedType } from '@eventide/abi/interface/describedType';
import { archive, type Json, unarchive } from '@eventide/abi/type/abiType';
import type { Abi, AbiMethod } from '../abi.ts';
import { ContractSdkError } from '../errors.ts';

/** What a call gave back. */
export type CallReceipt = {
  readonly data: Uint8Array;
  readonly gas: bigint;
  readonly feeds: readonly Uint8Array[];
  readonly events: readonly { readonly source: string; readonly topic: string; readonly data: Uint8Array }[];
};

/** Who carries a call to a contract (id as hex): a test session, a wallet, a node client. */
export type Caller = { call(id: string, method: string, argument: Uint8Array): CallReceipt };

/** Result of a method that may change state, events decoded. */
export type Sent<T, E = { readonly topic: string; readonly data: unknown }> = {
  readonly value: T;
  readonly gas: bigint;
  readonly events: readonly E[];
};

/**
 * A function that calls methods of one contract by name with plain values; generated clients give it its types.
 * @throws ContractSdkError CONTRACT_USAGE for an unknown method; AbiError ABI_BAD_JSON with the path of a value that does not fit
 */
export function connect(abi: Abi, caller: Caller, id: string): (method: string, value?: unknown) => unknown {
  return (name, value) => {
    const method = methodOf(abi, name);
    const receipt = caller.call(id, name, encodeCall(abi, name, value));
    if (method.feeds) return receipt.feeds.map((fed) => decodeValue(abi, method.feeds as string, fed));
    const result = method.returns === 'void' ? undefined : decodeValue(abi, method.returns, receipt.data);
    if (method.view) return result;
    return { value: result, gas: receipt.gas, events: receipt.events.map((event) => decodeEvent(abi, event)) };
  };
}

/** The argument of a method: its one parameter's value, or an object of all. @throws as `connect` */
export function encodeCall(abi: Abi, method: string, value?: unknown): Uint8Array {
  const type = describedType(methodOf(abi, method).argument, abi.types);
  return archive(type, type.fromJson(value as Json, method));
}

/** @throws CodecError */
export function decodeValue(abi: Abi, type: string, bytes: Uint8Array): unknown {
  return unarchive(describedType(type, abi.types), bytes);
}

/** An event's value; raw bytes for a topic the ABI does not have. */
export function decodeEvent(
  abi: Abi,
  event: { readonly topic: string; readonly data: Uint8Array },
): { topic: string; data: unknown } {
  const known = abi.events.find(({ topic }) => topic === event.topic);
  return { topic: event.topic, data: known ? decodeValue(abi, known.type, event.data) : event.data };
}

function methodOf(abi: Abi, name: string): AbiMethod {
  const method = abi.methods.find((m) => m.name === name);
  if (!method) throw new ContractSdkError('CONTRACT_USAGE', { contract: abi.contract, method: name });
  return method;
}

import { AbiError } from './errors.ts';
import { type AbiType, archive, type Json, unarchive, type ValueOf } from './type/abiType.ts';

/** A function of a contract: what it takes, returns and, through a feeder, emits in parts. */
export type Method<A = unknown, R = unknown, F = unknown> = {
  readonly argument: AbiType<A>;
  readonly returns: AbiType<R>;
  /** The type of each part; null if the function feeds nothing. */
  readonly feeds: AbiType<F> | null;
};

/** The interface of a contract: functions and events by their names on chain. */
export type ContractAbi = {
  readonly name: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly events: Readonly<Record<string, AbiType<unknown>>>;
};

type Methods<C extends ContractAbi> = C['methods'];

/** A function that returns. */
export function method<A, R>(argument: AbiType<A>, returns: AbiType<R>): Method<A, R, never> {
  return { argument, returns, feeds: null };
}

/** Archived argument of a call. @throws CodecError CODEC_RANGE */
export function encodeArgument<C extends ContractAbi, N extends keyof Methods<C> & string>(
  abi: C,
  name: N,
  value: ValueOf<Methods<C>[N]['argument']>,
): Uint8Array {
  return archive(findMethod(abi, name).argument, value);
}

/** @throws CodecError */
export function decodeArgument<C extends ContractAbi, N extends keyof Methods<C> & string>(
  abi: C,
  name: N,
  bytes: Uint8Array,
): ValueOf<Methods<C>[N]['argument']> {
  return unarchive(findMethod(abi, name).argument, bytes) as ValueOf<Methods<C>[N]['argument']>;
}

/** @throws CodecError */
export function decodeReturn<C extends ContractAbi, N extends keyof Methods<C> & string>(
  abi: C,
  name: N,
  bytes: Uint8Array,
): ValueOf<Methods<C>[N]['returns']> {
  return unarchive(findMethod(abi, name).returns, bytes) as ValueOf<Methods<C>[N]['returns']>;
}

/** One part that a feeding function emitted. @throws CodecError, AbiError ABI_UNKNOWN_NAME if it feeds nothing */
export function decodeFeed<C extends ContractAbi, N extends keyof Methods<C> & string>(
  abi: C,
  name: N,
  bytes: Uint8Array,
): ValueOf<NonNullable<Methods<C>[N]['feeds']>> {
  const { feeds } = findMethod(abi, name);
  if (feeds === null) throw new AbiError('ABI_UNKNOWN_NAME', { contract: abi.name, feed: name });
  return unarchive(feeds, bytes) as ValueOf<NonNullable<Methods<C>[N]['feeds']>>;
}

/** @throws CodecError */
export function decodeEvent<C extends ContractAbi, N extends keyof C['events'] & string>(
  abi: C,
  topic: N,
  bytes: Uint8Array,
): ValueOf<C['events'][N]> {
  return unarchive(findEvent(abi, topic), bytes) as ValueOf<C['events'][N]>;
}

/** Argument bytes of JSON, as a data driver makes them. @throws AbiError ABI_UNKNOWN_NAME, ABI_BAD_JSON. Spec: 05 §9 */
export function argumentFromJson(abi: ContractAbi, name: string, json: Json): Uint8Array {
  const { argument } = findMethod(abi, name);
  return archive(argument, argument.fromJson(json, name));
}

/** @throws AbiError ABI_UNKNOWN_NAME; CodecError. Spec: 05 §9 */
export function argumentToJson(abi: ContractAbi, name: string, bytes: Uint8Array): Json {
  const { argument } = findMethod(abi, name);
  return argument.toJson(unarchive(argument, bytes));
}

/** What a function returned, or one part of what it fed. @throws AbiError ABI_UNKNOWN_NAME; CodecError. Spec: 05 §9 */
export function outputToJson(abi: ContractAbi, name: string, bytes: Uint8Array): Json {
  const { feeds, returns } = findMethod(abi, name);
  const type = feeds ?? returns;
  return type.toJson(unarchive(type, bytes));
}

/** @throws AbiError ABI_UNKNOWN_NAME; CodecError. Spec: 05 §9 */
export function eventToJson(abi: ContractAbi, topic: string, bytes: Uint8Array): Json {
  const type = findEvent(abi, topic);
  return type.toJson(unarchive(type, bytes));
}

function findMethod(abi: ContractAbi, name: string): Method {
  const found = Object.hasOwn(abi.methods, name) ? abi.methods[name] : undefined;
  if (found === undefined) throw new AbiError('ABI_UNKNOWN_NAME', { contract: abi.name, fn: name });
  return found;
}

function findEvent(abi: ContractAbi, topic: string): AbiType<unknown> {
  const found = Object.hasOwn(abi.events, topic) ? abi.events[topic] : undefined;
  if (found === undefined) throw new AbiError('ABI_UNKNOWN_NAME', { contract: abi.name, topic });
  return found;
}

import {
  type ContractAbi,
  type DescribedAbi,
  decodeEvent as decodeEventOf,
  decodeReturn,
  encodeCall as encodeCallOf,
  parseContractAbi,
} from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { ContractError } from '../errors.ts';

/** An ABI: what `parseContractAbi` gives, a table of this project, or the file itself as text or parsed. */
export type AbiSource = ContractAbi | DescribedAbi | string | object;

/** Reads an ABI of any of these forms. @throws AbiError ABI_BAD_FILE */
export function readAbi(source: AbiSource): ContractAbi {
  if (typeof source === 'object' && 'methods' in source && !Array.isArray(source.methods)) return source as ContractAbi;
  return parseContractAbi(source);
}

/**
 * Argument bytes of a call; `args` is an object by parameter name, or the value of a single parameter.
 * @throws ContractError CONTRACT_NO_ABI (`details.fn`), CONTRACT_BAD_ARGS (`details.path`)
 * Spec: 12 §6
 */
export function encodeCall(source: AbiSource, fn: string, args?: unknown): Uint8Array {
  const abi = readAbi(source);
  try {
    return encodeCallOf(abi, fn, unwrapped(abi, fn, args));
  } catch (error) {
    if (isEventideError(error, 'ABI_UNKNOWN_NAME'))
      throw new ContractError('CONTRACT_NO_ABI', { contract: abi.name, fn }, { cause: error });
    if (isEventideError(error, 'ABI_BAD_JSON')) {
      const { at, expected } = error.details;
      throw new ContractError('CONTRACT_BAD_ARGS', { fn, path: at, expected }, { cause: error });
    }
    if (isEventideError(error) && error.code.startsWith('CODEC_')) {
      throw new ContractError('CONTRACT_BAD_ARGS', { fn, path: fn, expected: error.message }, { cause: error });
    }
    throw error;
  }
}

/** The value a call returned. @throws ContractError CONTRACT_NO_ABI; CodecError */
export function decodeResult(source: AbiSource, fn: string, bytes: Uint8Array): unknown {
  const abi = readAbi(source);
  if (!Object.hasOwn(abi.methods, fn)) throw new ContractError('CONTRACT_NO_ABI', { contract: abi.name, fn });
  return decodeReturn(abi, fn, bytes);
}

/** The value of an event. @throws ContractError CONTRACT_NO_ABI for an unknown topic; CodecError. Spec: 12 §6 */
export function decodeEvent(source: AbiSource, topic: string, bytes: Uint8Array): unknown {
  const abi = readAbi(source);
  if (!Object.hasOwn(abi.events, topic)) throw new ContractError('CONTRACT_NO_ABI', { contract: abi.name, topic });
  return decodeEventOf(abi, topic, bytes);
}

/** Contract ids as text: hex, 0x optional. @throws ContractError CONTRACT_BAD_ARGS */
export function contractIdOf(id: string | Uint8Array): Uint8Array {
  const text = typeof id === 'string' ? id.replace(/^0x/, '').toLowerCase() : toHex(id);
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new ContractError('CONTRACT_BAD_ARGS', { path: 'id', expected: '64 hex characters' });
  return Uint8Array.from(text.match(/../g) as string[], (byte) => Number.parseInt(byte, 16));
}

/**
 * Arguments in the form the archive holds: the bare value of a single parameter, which may come as `{ amount: 5n }`, or an object of all,
 * which may come as a list in their order.
 */
function unwrapped(abi: ContractAbi, fn: string, args: unknown): unknown {
  if (!('file' in abi) || typeof args !== 'object' || args === null) return args;
  const { params } = (abi as DescribedAbi).file.methods.find(({ name }) => name === fn) ?? { params: [] };
  const [only] = params;
  if (Array.isArray(args)) {
    if (params.length < 2 || params.length !== args.length) return args;
    return Object.fromEntries(params.map(({ name }, i) => [name, args[i]]));
  }
  if (params.length !== 1 || only === undefined) return args;
  const keys = Object.keys(args);
  return keys.length === 1 && keys[0] === only.name ? (args as Readonly<Record<string, unknown>>)[only.name] : args;
}

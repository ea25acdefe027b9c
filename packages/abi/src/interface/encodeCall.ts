import { argumentFromJson, type ContractAbi } from '../contract.ts';
import type { Json } from '../type/abiType.ts';

/**
 * Argument bytes of a call: `args` is the one argument, or an object of all by name; JSON forms and values (bigint,
 * `Uint8Array`, `{ kind, value }`) alike for a contract of an ABI file, JSON forms for the genesis contracts' own tables.
 * @throws AbiError ABI_UNKNOWN_NAME; ABI_BAD_JSON with the path of the mistake in `details.at`
 * Spec: 12 §6, 05 §9
 */
export function encodeCall(abi: ContractAbi, fn: string, args?: unknown): Uint8Array {
  return argumentFromJson(abi, fn, (args ?? null) as Json);
}

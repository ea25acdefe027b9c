import type { DescribedAbi } from '@eventide/abi';
import { encodeCall } from '@eventide/sdk';
import type { Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { readBytes, readText } from '../input/bytes.ts';

const LONGEST_TEXT = 1_048_576;
/** Longest function name a transaction carries. Spec: 03 §3.5 */
const LONGEST_NAME = 64;

/**
 * Argument bytes as the user gives them: JSON checked against the ABI, `@file` for JSON in a file; without an ABI, or with `raw`, bytes.
 * @throws ContractError CONTRACT_BAD_ARGS with the path of the mistake, CONTRACT_NO_ABI; CliError CLI_BAD_INPUT, CLI_FILE
 * Spec: 13 §2.1, §7
 */
export async function callArguments(
  io: Io,
  abi: DescribedAbi | null,
  fn: string,
  text: string | undefined,
  raw: boolean,
): Promise<Uint8Array> {
  if (abi === null || raw) return text === undefined ? new Uint8Array(0) : readBytes(io, text);
  return encodeCall(abi, fn, await jsonArgument(io, text));
}

/** JSON, `@file` or `-`; digits of any number; a word that is no JSON is a text. @throws CliError CLI_BAD_INPUT, CLI_FILE */
export async function jsonArgument(io: Io, text: string | undefined): Promise<unknown> {
  if (text === undefined) return undefined;
  const isFile = text === '-' || text.startsWith('@');
  const json = isFile ? await readText(io, text.replace(/^@/, '')) : text;
  if (json.length > LONGEST_TEXT) throw new CliError('CLI_BAD_INPUT', { what: 'arguments', characters: json.length });
  try {
    return JSON.parse(json, exactNumbers as (this: unknown, key: string, value: unknown) => unknown);
  } catch (error) {
    // `account 7Xk…` is easier typed than `account '"7Xk…"'`.
    if (!isFile && /^[\p{L}\p{N}][^"{}[\]]*$/u.test(json)) return json;
    throw new CliError('CLI_BAD_INPUT', { what: 'arguments', expected: 'JSON', problem: (error as Error).message });
  }
}

/** Whole numbers beyond 2^53 keep their digits. */
function exactNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** The name of a function as transactions carry it. @throws CliError CLI_BAD_INPUT */
export function functionName(text: string | undefined): string {
  if (text !== undefined && text !== '' && new TextEncoder().encode(text).length <= LONGEST_NAME) return text;
  throw new CliError('CLI_BAD_INPUT', { what: 'function', expected: `a name of at most ${LONGEST_NAME} bytes` });
}

import { equalBytes, toHex, utf8 } from '@eventide/base';

const ID_BYTES = 32;
const LENGTH_BYTES = 4;

/** The contract that contracts log to: nobody can own its id, so the call fails for 1 gas wherever nobody listens. Spec: 13 §3.4 */
export const CONSOLE_CONTRACT: Uint8Array = consoleId();

/**
 * The line of a call to `CONSOLE_CONTRACT`: a text, and behind it the value if there is one, up to 8 bytes as an integer and
 * more as hex. Null if the argument is none of these.
 * Spec: 13 §3.4
 */
export function formatConsole(argument: Uint8Array): string | null {
  if (argument.length < LENGTH_BYTES) return null;
  const textEnd = argument.length - LENGTH_BYTES;
  const length = new DataView(argument.buffer, argument.byteOffset).getUint32(textEnd, true);
  if (length > textEnd) return null;
  const text = new TextDecoder().decode(argument.subarray(length, textEnd));
  if (length === 0) return text;
  const value = argument.subarray(0, length);
  return `${text} ${length <= 8 ? value.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) : toHex(value)}`;
}

/** Where a contract stopped, and the text it stopped with, as builds for tests tell just before. Spec: 13 §3.4 */
export type ConsolePlace = { readonly at: string; readonly text: string };

/** The argument of a call of `at` to `CONSOLE_CONTRACT`: place, text, u32 length of the place. Null if it is none. Spec: 13 §3.4 */
export function readPlace(argument: Uint8Array): ConsolePlace | null {
  if (argument.length < LENGTH_BYTES) return null;
  const textEnd = argument.length - LENGTH_BYTES;
  const length = new DataView(argument.buffer, argument.byteOffset).getUint32(textEnd, true);
  if (length > textEnd) return null;
  const decode = (from: number, to: number): string => new TextDecoder().decode(argument.subarray(from, to));
  return { at: decode(0, length), text: decode(length, textEnd) };
}

/** Texts of the contract library that no place precedes: a place told with them is of something else. */
const UNPLACED: ReadonlySet<string> = new Set(['ABI_ARGUMENT', 'ABI_VARIANT', 'CALLER_NOT_NODE']);

/** Whether a panic's message is what the contract was about to say at this place. */
export function isPlaceOf({ text }: ConsolePlace, message: string): boolean {
  return message.includes(text) && !UNPLACED.has(text);
}

type ConsoleCall = { readonly contract: Uint8Array; readonly fn: string; readonly argument: Uint8Array };

/** What a contract says by a call: a line of its log, the place it is about to stop at, or nothing (null). Spec: 13 §3.4 */
export function readConsoleCall({
  contract,
  fn,
  argument,
}: ConsoleCall): { readonly kind: 'log'; readonly line: string } | ({ readonly kind: 'place' } & ConsolePlace) | null {
  if (!equalBytes(contract, CONSOLE_CONTRACT)) return null;
  const place = fn === 'at' ? readPlace(argument) : null;
  if (place !== null) return { kind: 'place', ...place };
  const line = fn === 'log' ? formatConsole(argument) : null;
  return line === null ? null : { kind: 'log', line };
}

function consoleId(): Uint8Array {
  const id = new Uint8Array(ID_BYTES);
  id.set(utf8('eventide/console'));
  return id;
}

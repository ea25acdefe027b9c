import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fromBase64, fromHex } from '@eventide/base';
import type { Io, OptionValue } from '../command.ts';
import { CliError } from '../errors.ts';

/** The bytes of a file the user named; `-` reads standard input. @throws CliError CLI_FILE */
export async function readInput(io: Io, name: string): Promise<Uint8Array> {
  if (name === '-') return io.readStdin();
  try {
    return new Uint8Array(readFileSync(isAbsolute(name) ? name : join(io.folder, name)));
  } catch (error) {
    throw new CliError('CLI_FILE', { file: name, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

/** The same as text, without the blanks around it. */
export async function readText(io: Io, name: string): Promise<string> {
  return new TextDecoder().decode(await readInput(io, name)).trim();
}

/**
 * A byte argument: hex with or without `0x`, `@file` (raw), `@hex:file`, `@b64:file`, or `-` for raw standard input.
 * @throws CliError CLI_FILE, TextError TEXT_BAD_HEX, TEXT_BAD_BASE64. Spec: 13 §2.1
 */
export async function readBytes(io: Io, argument: string): Promise<Uint8Array> {
  if (argument === '-') return io.readStdin();
  if (argument.startsWith('@hex:')) return fromHex(stripPrefix(await readText(io, argument.slice(5))));
  if (argument.startsWith('@b64:')) return fromBase64(await readText(io, argument.slice(5)));
  if (argument.startsWith('@')) return readInput(io, argument.slice(1));
  return fromHex(stripPrefix(argument));
}

/**
 * Bytes the user names the way that comes to hand: hex, a byte argument as above, or the name of a file that holds raw bytes or
 * hex text. @throws CliError CLI_FILE, CLI_BAD_INPUT
 */
export async function readHexOrFile(io: Io, argument: string): Promise<Uint8Array> {
  if (argument === '-' || argument.startsWith('@')) return hexTextOrRaw(await readBytes(io, argument));
  if (isHex(argument)) return fromHex(stripPrefix(argument));
  return hexTextOrRaw(await readInput(io, argument));
}

/** Hex text becomes its bytes; anything else stays. No encoding of the protocol consists of hex digits only. */
function hexTextOrRaw(bytes: Uint8Array): Uint8Array {
  const text = bytes.length <= MAX_HEX_TEXT ? new TextDecoder().decode(bytes).trim() : '';
  return isHex(text) ? fromHex(stripPrefix(text)) : bytes;
}

/** Longest hex text looked at: twice the largest message, and some. */
const MAX_HEX_TEXT = 8 * 1024 * 1024;

function isHex(text: string): boolean {
  return /^(0x)?([0-9a-fA-F]{2})+$/.test(text);
}

function stripPrefix(text: string): string {
  return text.startsWith('0x') ? text.slice(2) : text;
}

/** A whole number within bounds. @throws CliError CLI_BAD_INPUT */
export function parseCount(text: string, what: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new CliError('CLI_BAD_INPUT', { what, text, min, max });
  return value;
}

/** Above every activation: the rules that hold from now on. */
const LATEST_HEIGHT = 2n ** 62n;

/** A block height; left out, the latest rules are meant. @throws CliError CLI_BAD_INPUT */
export function parseHeight(text: OptionValue, what = '--height'): bigint {
  if (text === undefined) return LATEST_HEIGHT;
  if (typeof text !== 'string' || !/^\d{1,19}$/.test(text))
    throw new CliError('CLI_BAD_INPUT', { what, text: String(text) });
  return BigInt(text);
}

import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isEventideError, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { CEREMONY_BYTES, CEREMONY_DIGEST } from '@eventide/plonk/srs/parameters';
import { http } from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { resolveSettings, timeoutMs } from '../config/settings.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readInput } from '../input/bytes.ts';
import { formatFields } from '../output.ts';

/** Whether a file is that of the ceremony: length and SHA-256; exit 3 if not. Spec: 02 §3.3 */
export async function keysCrsCheck(io: Io, input: Input): Promise<Outcome> {
  const name = input.args[0] as string;
  const report = { file: name, ...judge(await readInput(io, name)) };
  return {
    json: report,
    human: formatFields({ ...report, valid: report.valid ? 'yes' : 'no' }),
    exit: report.valid ? EXIT.done : EXIT.checkedFalse,
  };
}

/**
 * Asks a node for the parameters of the ceremony and keeps them if they are; nothing is written otherwise.
 * @throws CliError CLI_EXISTS, CLI_BAD_INPUT; NetworkError
 * Spec: 02 §3.3, 08 §3
 */
export async function keysCrsFetch(io: Io, input: Input): Promise<Outcome> {
  const [name] = input.args as readonly [string];
  const file = isAbsolute(name) ? name : join(io.folder, name);
  if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
  const { from } = input.options;
  if (typeof from !== 'string' || !/^https?:\/\/[^@]+$/.test(from))
    throw new CliError('CLI_BAD_INPUT', { what: '--from', expected: 'http(s)://host[:port] of a node' });
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs(resolveSettings(io, input.flags)))]);
  const answer = await post(http(from.replace(/\/+$/, '')), '/on/node/crs', { binary: true, signal });
  const bytes = await readBounded(() => answer.bytes(CEREMONY_BYTES));
  const report = { file, ...judge(bytes) };
  if (!report.valid)
    throw new CliError('CLI_BAD_INPUT', {
      what: 'parameters',
      sha256: report.sha256,
      expected: toHex(CEREMONY_DIGEST),
    });
  writeWhole(file, bytes);
  return { json: report, human: formatFields({ ...report, valid: 'yes' }) };
}

/** @throws CliError CLI_BAD_INPUT for more bytes than the ceremony's */
async function readBounded(read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (cause) {
    if (!isEventideError(cause, 'NETWORK_BAD_ANSWER')) throw cause;
    throw new CliError('CLI_BAD_INPUT', { what: 'parameters', expected: `${CEREMONY_BYTES} bytes` }, { cause });
  }
}

function judge(bytes: Uint8Array): { readonly bytes: number; readonly sha256: string; readonly valid: boolean } {
  const digest = toHex(sha256(bytes));
  return { bytes: bytes.length, sha256: digest, valid: digest === toHex(CEREMONY_DIGEST) };
}

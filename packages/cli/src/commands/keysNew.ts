import { existsSync } from 'node:fs';
import { fromBase58, isEventideError } from '@eventide/base';
import { decode } from '@eventide/codec';
import { BLS_PUBLIC_KEY_SIZE, blsPublicKeyCodec, formatAccount } from '@eventide/crypto/bls/keys';
import { openKeyFile } from '@eventide/crypto/keys/keyFile';
import { createMnemonic } from '@eventide/crypto/keys/mnemonic';
import { PHOENIX_KEY_SIZE, phoenixPublicKeyCodec } from '@eventide/crypto/keys/phoenix';
import { systemRandom } from '@eventide/crypto/random';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { parseCount, readInput } from '../input/bytes.ts';
import { absolute, isPrivate, KEY_PASSWORDS, modeOf } from '../input/keyFiles.ts';
import { readPassword } from '../input/password.ts';
import { formatFields } from '../output.ts';

/** Fresh words; the only place they are ever printed. Spec: 01 §12.1 */
export function keysNew(_io: Io, input: Input): Outcome {
  const words = parseCount(String(input.options.words ?? '12'), '--words', 12, 24);
  if (words !== 12 && words !== 24) throw new CliError('CLI_BAD_INPUT', { what: '--words', expected: '12 or 24' });
  const mnemonic = createMnemonic(systemRandom, words);
  return { json: { mnemonic, words }, human: mnemonic };
}

/**
 * Opens a provisioner's key file, exit 7 with another password, 3 if others may read it; or tells the kind of a key in base58 and whether
 * its points are of the right group, exit 3 if not. Spec: 01 §11.3, §12.3
 */
export async function keysCheck(io: Io, input: Input): Promise<Outcome> {
  const name = input.args[0] as string;
  if (KEY_TEXT.test(name) && !existsSync(absolute(io, name))) return checkKeyText(name);
  const file = await readInput(io, name);
  const password = await readPassword(io, input, { what: name, variables: KEY_PASSWORDS });
  const { publicKey, form } = openKeyFile(file, password);
  const mode = name === '-' ? null : modeOf(absolute(io, name));
  const report = {
    file: name,
    form,
    account: formatAccount(publicKey),
    mode,
    private: mode === null || isPrivate(mode),
  };
  const steps = [
    ...(report.private ? [] : [`others may read it: chmod 600 ${name}`]),
    ...(form === 'old' ? [`eventide keys consensus migrate ${name}`] : []),
  ];
  return {
    json: report,
    human: formatFields({
      ...report,
      mode: mode ?? undefined,
      private: report.private ? 'yes' : 'no',
      next: steps.join('; ') || undefined,
    }),
    exit: report.private ? EXIT.done : EXIT.checkedFalse,
  };
}

/** 64 or 96 bytes in base58, and what a slip of the hand makes of them. */
const KEY_TEXT = /^[1-9A-HJ-NP-Za-km-z]{80,140}$/;
const KINDS: Readonly<Record<number, { readonly kind: string; readonly read: (bytes: Uint8Array) => unknown }>> = {
  [PHOENIX_KEY_SIZE]: { kind: 'shielded address', read: (bytes) => decode(phoenixPublicKeyCodec, bytes) },
  [BLS_PUBLIC_KEY_SIZE]: { kind: 'public account', read: (bytes) => decode(blsPublicKeyCodec, bytes) },
};

function checkKeyText(text: string): Outcome {
  const bytes = fromBase58(text);
  const found = KINDS[bytes.length];
  const reason = found === undefined ? `${bytes.length} bytes, neither 64 nor 96` : refusalOf(() => found.read(bytes));
  const report = {
    key: text,
    kind: found?.kind ?? null,
    bytes: bytes.length,
    valid: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  };
  return {
    json: report,
    human: formatFields({ ...report, kind: report.kind ?? 'no key', valid: report.valid ? 'yes' : 'no' }),
    exit: report.valid ? EXIT.done : EXIT.checkedFalse,
  };
}

/** The code with which bytes are refused; undefined if they are not. */
function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!isEventideError(error)) throw error;
    return error.code;
  }
}

import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKey, blsSecretKeyCodec, formatAccount } from '@eventide/crypto/bls/keys';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { eip2333Path } from '@eventide/crypto/keys/eip2333';
import { mnemonicSeed, SEED_SIZE } from '@eventide/crypto/keys/mnemonic';
import {
  formatAddress,
  phoenixPublicKey,
  phoenixSecretKeyCodec,
  phoenixViewKey,
  viewKeyCodec,
} from '@eventide/crypto/keys/phoenix';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { parseCount, readInput } from '../input/bytes.ts';
import { readMnemonic } from '../input/mnemonic.ts';
import { formatFields } from '../output.ts';

/** Profiles are numbered by one byte. Spec: 01 §12.1 */
const LAST_PROFILE = 255;

type ProfileReport = {
  readonly index: number;
  readonly account: string;
  readonly address: string;
  readonly viewKey: string;
  readonly accountSecretKey?: string | undefined;
  readonly shieldedSecretKey?: string | undefined;
};

/** Accounts, addresses and keys of a mnemonic or seed; secrets only when asked for. Spec: 01 §12; 13 §2.2 */
export async function keysDerive(io: Io, input: Input): Promise<Outcome> {
  const seed = await readSeed(io, input);
  const secrets = input.options.secrets === true;
  const path = input.options.path;
  if (typeof path === 'string') return treeKey(seed, path, secrets);
  const index = parseCount(String(input.options.index ?? '0'), '--index', 0, LAST_PROFILE);
  const count = parseCount(String(input.options.count ?? '1'), '--count', 1, LAST_PROFILE + 1 - index);
  const profiles = Array.from({ length: count }, (_, i) => deriveReport(seed, index + i, secrets));
  return { json: { profiles }, human: profiles.map((profile) => formatFields(humanFields(profile))).join('\n\n') };
}

function deriveReport(seed: Uint8Array, index: number, secrets: boolean): ProfileReport {
  const accountKey = deriveBlsSecretKey(seed, index);
  const shieldedKey = derivePhoenixSecretKey(seed, index);
  return {
    index,
    account: formatAccount(blsPublicKey(accountKey)),
    address: formatAddress(phoenixPublicKey(shieldedKey)),
    viewKey: toHex(encode(viewKeyCodec, phoenixViewKey(shieldedKey))),
    ...(secrets
      ? {
          accountSecretKey: toHex(encode(blsSecretKeyCodec, accountKey)),
          shieldedSecretKey: toHex(encode(phoenixSecretKeyCodec, shieldedKey)),
        }
      : {}),
  };
}

/** A key of the EIP-2333 tree, which other tools of the network use. Spec: 01 §12.2 */
function treeKey(seed: Uint8Array, path: string, secrets: boolean): Outcome {
  const key = eip2333Path(seed, path);
  const report = {
    path,
    account: formatAccount(blsPublicKey(key)),
    ...(secrets ? { accountSecretKey: toHex(encode(blsSecretKeyCodec, key)) } : {}),
  };
  return { json: { tree: report }, human: formatFields(report) };
}

async function readSeed(io: Io, input: Input): Promise<Uint8Array> {
  const { mnemonicFile, mnemonicFd, seedFile } = input.options;
  const given = [mnemonicFile, mnemonicFd, seedFile].filter((option) => option !== undefined);
  if (given.length !== 1)
    throw new CliError('CLI_USAGE', { expected: '--mnemonic-file, --mnemonic-fd or --seed-file' });
  const words = await readMnemonic(io, input);
  if (words !== undefined) return mnemonicSeed(words);
  const bytes = await readInput(io, String(seedFile));
  if (bytes.length === SEED_SIZE) return bytes;
  return fromHex(new TextDecoder().decode(bytes).trim(), SEED_SIZE);
}

function humanFields(profile: ProfileReport): Record<string, string | number | undefined> {
  const { index, account, address, viewKey, accountSecretKey, shieldedSecretKey } = profile;
  return {
    profile: index,
    account,
    address,
    'view key': viewKey,
    'account secret key': accountSecretKey,
    'shielded secret key': shieldedSecretKey,
  };
}

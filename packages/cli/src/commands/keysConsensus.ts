import { toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import {
  BLS_SECRET_KEY_SIZE,
  type BlsSecretKey,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSecretKeyCodec,
  formatAccount,
} from '@eventide/crypto/bls/keys';
import { deriveBlsSecretKey } from '@eventide/crypto/keys/derive';
import {
  decodeKeyPair,
  encodeKeyPair,
  encodePublicKeyFile,
  openKeyFile,
  sealKeyFile,
} from '@eventide/crypto/keys/keyFile';
import { createMnemonic, mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { systemRandom } from '@eventide/crypto/random';
import { rewriteKeyFile } from '@eventide/node/keys/consensusKeys';
import type { Input, Io, Outcome } from '../command.ts';
import { parseCount, readHexOrFile, readInput, readText } from '../input/bytes.ts';
import { absolute, KEY_PASSWORDS, mustBeFree, warnOfMode, writeSecret } from '../input/keyFiles.ts';
import { readMnemonic } from '../input/mnemonic.ts';
import { readPassword } from '../input/password.ts';
import { formatFields } from '../output.ts';

/** A provisioner's key file and the `.cpk` beside it, from words or drawn. Spec: 01 §11.3 */
export async function keysConsensusNew(io: Io, input: Input): Promise<Outcome> {
  const file = absolute(io, input.args[0] as string);
  mustBeFree(file, publicFileOf(file));
  const index = parseCount(String(input.options.index ?? '0'), '--index', 0, 255);
  const words = (await readMnemonic(io, input)) ?? createMnemonic(systemRandom, 24);
  const secretKey = deriveBlsSecretKey(mnemonicSeed(words), index);
  const password = await readPassword(io, input, { what: file, variables: KEY_PASSWORDS, fresh: true });
  return seal(file, secretKey, password);
}

/**
 * A key file for another program: the pair in the clear as the reference's JSON, or with `--public` the 96 bytes of a `.cpk`.
 * Spec: 01 §11.3
 */
export async function keysConsensusExport(io: Io, input: Input): Promise<Outcome> {
  const [name, to] = input.args as [string, string];
  const target = absolute(io, to);
  mustBeFree(target);
  const { secretKey, publicKey } = await openOwn(io, input, name);
  const isPublic = input.options.public === true;
  writeSecret(target, isPublic ? encodePublicKeyFile(publicKey) : encodeKeyPair(secretKey));
  const report = {
    file: target,
    account: formatAccount(publicKey),
    publicKey: toHex(encode(blsPublicKeyCodec, publicKey)),
    reveals: isPublic ? REVEALS.public : REVEALS.secret,
  };
  return { json: report, human: formatFields({ file: target, account: report.account, reveals: report.reveals }) };
}

const REVEALS = {
  public: 'nothing secret',
  secret: 'Whoever has this file votes in your name and can spend the public account. Delete it when it was read.',
} as const;

/**
 * A key of elsewhere as a sealed file of the form nodes read: another key file of either form, a pair in the clear, or the 32 bytes of
 * the secret key (raw or hex). Spec: 01 §11.3
 */
export async function keysConsensusImport(io: Io, input: Input): Promise<Outcome> {
  const [source, to] = input.args as [string, string];
  const file = absolute(io, to);
  mustBeFree(file, publicFileOf(file));
  const bytes = await readHexOrFile(io, source === '-' ? source : absolute(io, source));
  if (source !== '-') warnOfMode(io, absolute(io, source));
  const clear = readClear(bytes);
  const password = await readPassword(io, input, { what: file, variables: KEY_PASSWORDS, fresh: true });
  const secretKey = clear ?? openKeyFile(bytes, await sourcePassword(io, input, password)).secretKey;
  return seal(file, secretKey, password);
}

/** Writes a file of the old form again in the new one; what was there stays beside it as `.old`. Spec: 01 §11.3 */
export async function keysConsensusMigrate(io: Io, input: Input): Promise<Outcome> {
  const [name] = input.args as [string];
  const file = absolute(io, name);
  const password = await readPassword(io, input, { what: name, variables: KEY_PASSWORDS });
  const { secretKey, publicKey, form } = openKeyFile(await readInput(io, name), password);
  const account = formatAccount(publicKey);
  if (form === 'new')
    return { json: { file, migrated: false, kept: null, account }, human: `${file} has the new form already` };
  const kept = await rewriteKeyFile(file, secretKey, password);
  return { json: { file, migrated: true, kept, account }, human: formatFields({ file, kept, account }) };
}

async function openOwn(io: Io, input: Input, name: string): Promise<ReturnType<typeof openKeyFile>> {
  const bytes = await readInput(io, name);
  if (name !== '-') warnOfMode(io, absolute(io, name));
  return openKeyFile(bytes, await readPassword(io, input, { what: name, variables: KEY_PASSWORDS }));
}

/** The secret key of what is not sealed; undefined for a sealed file. @throws CryptoError CRYPTO_BAD_FILE, CliError CLI_BAD_INPUT */
function readClear(bytes: Uint8Array): BlsSecretKey | undefined {
  if (bytes.length === BLS_SECRET_KEY_SIZE) return decode(blsSecretKeyCodec, bytes);
  return new TextDecoder().decode(bytes.subarray(0, 512)).includes('"secret_key_bls"')
    ? decodeKeyPair(bytes).secretKey
    : undefined;
}

async function sourcePassword(io: Io, { options }: Input, own: string): Promise<string> {
  const { sourcePasswordFile } = options;
  return typeof sourcePasswordFile === 'string' ? readText(io, sourcePasswordFile) : own;
}

function seal(file: string, secretKey: BlsSecretKey, password: string): Outcome {
  const publicKey = blsPublicKey(secretKey);
  const publicFile = publicFileOf(file);
  writeSecret(file, sealKeyFile(secretKey, password, systemRandom));
  writeSecret(publicFile, encodePublicKeyFile(publicKey));
  const report = { file, publicFile, account: formatAccount(publicKey) };
  return { json: report, human: formatFields({ file, 'public file': publicFile, account: report.account }) };
}

/** The companion of a key file. Spec: 01 §11.3 */
function publicFileOf(file: string): string {
  return `${file.replace(/\.keys$/, '')}.cpk`;
}

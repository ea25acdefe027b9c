import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { DevnetError } from '../errors.ts';
import { cacheFolder } from './projectFolder.ts';
import { sourcesKey } from './sourcesKey.ts';

/** Whether and which module clients of the reference find on a network. */
export type WalletCoreChoice = {
  readonly protocol: 'eventide' | 'rusk-1.6';
  /** File of a module that takes the place of ours. */
  readonly walletCore: string | undefined;
};

/** What w3sper 1.6.0 asks its node for. Spec: 08 §4.6 */
const NAME = 'wallet-core-1.6.0.wasm';
/** SHA-256 of the module of Rusk 1.6.0. */
const ORIGINAL = 'a20b7e34b5fe5b3fa4c9ed25a4881e7eba5eed0ba8b6befb48b4aaf4a4cf0680';
/** Some of its functions; who has them has the others. */
const EXPORTS = [
  'malloc',
  'generate_profile',
  'map_owned',
  'moonlight',
  'phoenix',
  'into_proven',
  'KEY_SIZE',
  'ITEM_SIZE',
];

/** What the compiled bytes of our module depend on. */
const SOURCES = [
  'packages/wallet-core/assembly',
  'packages/wallet-core/src/build',
  'packages/contract-sdk/assembly',
  'packages/contract-sdk/driver/assembly',
  'packages/contract-sdk/src/build',
  'packages/kernels/src/plain',
];

/**
 * The module that w3sper loads from its node on connecting, by the name it asks for: the file that was given, else ours. Networks of our
 * own have none, as that client does not speak their protocol.
 * @throws DevnetError DEVNET_BAD_OPTION for a file that is no such module, or on a network of ours; ContractSdkError CONTRACT_COMPILE
 * Spec: 08 §4.6, 13 §3.1
 */
export async function walletCoreFiles(
  { protocol, walletCore }: WalletCoreChoice,
  folder: string = cacheFolder(),
): Promise<Readonly<Record<string, string>>> {
  if (protocol === 'eventide') {
    if (walletCore === undefined) return {};
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'wallet-core', expected: '--protocol rusk-1.6' });
  }
  if (walletCore !== undefined) assertWalletCore(walletCore);
  return { [NAME]: walletCore ?? (await ownWalletCore(folder)) };
}

/** What w3sper finds on a network of the reference's protocol, for people; undefined on ours. Spec: 13 §3.1 */
export function walletCoreNote({ protocol, walletCore }: WalletCoreChoice): string | undefined {
  if (protocol === 'eventide') return undefined;
  const place = `at /static/drivers/${NAME}`;
  if (walletCore === undefined)
    return `Wallet core: a build of Eventide, same answers as the original ${place} (--wallet-core takes another)`;
  const original = toHex(sha256(new Uint8Array(readFileSync(walletCore)))) === ORIGINAL;
  return `Wallet core: ${original ? 'the original module' : 'another module'} ${place}`;
}

/** Our module as a file. What was compiled from the same sources is found without loading the compiler. */
async function ownWalletCore(folder: string): Promise<string> {
  const file = join(folder, `own-wallet-core-${sourcesKey(SOURCES)}.wasm`);
  if (existsSync(file)) return file;
  const { buildWalletCore } = await import('@eventide/wallet-core');
  const wasm = await buildWalletCore({ cacheFolder: folder });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, wasm);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

function assertWalletCore(file: string): void {
  const wrong = (reason: string, cause?: unknown): DevnetError =>
    new DevnetError('DEVNET_BAD_OPTION', { option: 'wallet-core', file, reason }, { cause });
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(readFileSync(file));
  } catch (cause) {
    throw wrong((cause as NodeJS.ErrnoException).code ?? 'no WebAssembly module', cause);
  }
  const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = EXPORTS.filter((name) => !names.has(name));
  if (missing.length > 0) throw wrong(`without ${missing.join(', ')}`);
  if (WebAssembly.Module.imports(module).length > 0) throw wrong('it has imports');
}

import { readFileSync } from 'node:fs';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { DevnetError } from '../errors.ts';

/** Whether and which module clients of the reference find on a network. */
export type WalletCoreChoice = {
  readonly protocol: 'eventide' | 'rusk-1.6';
  /** File of the module. */
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

/**
 * The module that w3sper loads from its node on connecting, by the name it asks for; none without a file.
 * @throws DevnetError DEVNET_BAD_OPTION for a file that is no such module, or on a network of ours
 * Spec: 08 §4.6, 13 §3.1
 */
export function walletCoreFiles({ protocol, walletCore }: WalletCoreChoice): Readonly<Record<string, string>> {
  if (walletCore === undefined) return {};
  if (protocol === 'eventide')
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'wallet-core', expected: '--protocol rusk-1.6' });
  assertWalletCore(walletCore);
  return { [NAME]: walletCore };
}

/** What w3sper finds on a network of the reference's protocol, for people; undefined on ours. Spec: 13 §3.1 */
export function walletCoreNote({ protocol, walletCore }: WalletCoreChoice): string | undefined {
  if (protocol === 'eventide') return undefined;
  if (walletCore === undefined)
    return 'Wallet core: none, w3sper needs its module from elsewhere (--wallet-core takes the file)';
  const original = toHex(sha256(new Uint8Array(readFileSync(walletCore)))) === ORIGINAL;
  return `Wallet core: ${original ? 'the original module' : 'another module'} at /static/drivers/${NAME}`;
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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileKept } from '@eventide/contract-sdk/build/compileKept';
import { driverArithmetic } from '@eventide/contract-sdk/driver/arithmetic';
import { constantsSource } from './constants.ts';

const sources = fileURLToPath(new URL('../../assembly', import.meta.url));
/** Static data lies low, as no state has to be kept apart; the arena has its room from the start. */
const flags = ['--memoryBase', '1024', '--initialMemory', '32', '--maximumMemory', '65536'];

/**
 * The module that wallets of the reference load from their node: no imports, the functions of chapter 03. The same bytes everywhere.
 * `cacheFolder` keeps it for the next process; compiling takes some seconds.
 * @throws ContractSdkError CONTRACT_COMPILE
 * Spec: 03 §18.4, 08 §4.6
 */
export function buildWalletCore(options: { cacheFolder?: string | undefined } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const files = new Map<string, string>([...driverArithmetic(), ['constants.ts', constantsSource()]]);
  for (const name of readdirSync(sources).sort()) {
    if (name.endsWith('.ts')) files.set(name, readFileSync(join(sources, name), 'utf8'));
  }
  const runtime = files.get('runtime.ts') ?? '';
  files.delete('runtime.ts');
  return compileKept('wallet-core', files, { folder: options.cacheFolder, runtime, flags });
}

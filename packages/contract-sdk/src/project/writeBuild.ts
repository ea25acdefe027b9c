import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltContract } from '../build/buildContract.ts';
import { emitClient } from '../client/emitClient.ts';
import { buildDriver } from '../driver/buildDriver.ts';

/**
 * Writes module, ABI, typed client and data driver into a folder; the names of the files. `cacheFolder` as in `buildDriver`.
 * @throws ContractSdkError CONTRACT_ABI
 */
export async function writeBuild(
  { wasm, abi }: BuiltContract,
  folder: string,
  options: { readonly cacheFolder?: string | undefined } = {},
): Promise<readonly string[]> {
  const abiFile = `${abi.contract}.abi.json`;
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    [`${abi.contract}.wasm`]: wasm,
    [abiFile]: `${JSON.stringify(abi, null, 1)}\n`,
    [`${abi.contract}.client.ts`]: emitClient(abi, abiFile),
    [`${abi.contract}.driver.wasm`]: await buildDriver(abi, options),
  };
  mkdirSync(folder, { recursive: true });
  return Object.entries(contents).map(([name, content]) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  });
}

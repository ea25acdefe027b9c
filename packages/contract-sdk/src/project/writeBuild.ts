import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltContract } from '../build/buildContract.ts';
import { emitClient } from '../client/emitClient.ts';

/** Writes module, ABI and typed client into a folder; the names of the files. */
export function writeBuild({ wasm, abi }: BuiltContract, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const abiFile = `${abi.contract}.abi.json`;
  const files = [`${abi.contract}.wasm`, abiFile, `${abi.contract}.client.ts`].map((name) => join(folder, name));
  writeFileSync(files[0] as string, wasm);
  writeFileSync(files[1] as string, `${JSON.stringify(abi, null, 1)}\n`);
  writeFileSync(files[2] as string, emitClient(abi, abiFile));
  return files;
}

import { readFile } from 'node:fs/promises';
import { ApiError } from '../errors.ts';
import type { HttpResponse } from '../server/http.ts';
import { sendWhole } from '../server/send.ts';

const PREFIX = '/static/drivers/';
const HEADERS = { 'content-type': 'application/wasm', 'cache-control': 'public, max-age=31536000, immutable' };

/** WASM modules that clients load on connecting. Spec: 08 §4.6 */
export class WalletCoreFiles {
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  /** True if the path was one of them, and is answered, whatever the method. */
  answer(path: string, response: HttpResponse): boolean {
    const file = path.startsWith(PREFIX) ? this.#files.get(path.slice(PREFIX.length)) : undefined;
    if (file === undefined) return false;
    sendWhole(response, 200, file, HEADERS);
    return true;
  }
}

/** Reads the files; `paths` by name. @throws ApiError API_BAD_OPTION if one cannot be read */
export async function openWalletCore(paths: Readonly<Record<string, string>>): Promise<WalletCoreFiles> {
  const files = await Promise.all(
    Object.entries(paths).map(async ([name, path]) => [name, await readModule(path)] as const),
  );
  return new WalletCoreFiles(new Map(files));
}

async function readModule(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new ApiError('API_BAD_OPTION', { option: 'walletCore', path }, { cause: error });
  }
}

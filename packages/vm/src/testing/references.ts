import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { toHex } from '@eventide/base';

/** Folder for contracts of the reference network; they are not part of this repository. See the package's README. */
const folder = new URL('../../../../.cache/contracts/', import.meta.url);

/** Contracts found in `.cache/contracts`, by the SHA-256 of their bytes. */
export function referenceContracts(): Map<string, Uint8Array> {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.wasm'))
      .map((name) => new Uint8Array(readFileSync(new URL(name, folder))))
      .map((bytes) => [toHex(createHash('sha256').update(bytes).digest()), bytes]),
  );
}

export const GENESIS_CONTRACTS = {
  transfer: 'a78d3f27c8ad686c255a426d2ab877c3accaaea22bdf0db7378509ab2b67c938',
  stake: '5d5fd342c73aeeb1e858e6d1b6b0354d5e7f8ff9952763fa9a4786bb3cbe5bd5',
} as const;

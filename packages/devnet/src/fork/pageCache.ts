import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatBytes, equalBytes, toHex } from '@eventide/base';
import { blake3 } from '@eventide/vm/state/blake3';
import type { PagePath } from './pagePath.ts';

/** What forks fetched before, by hash: a second fork asks only for what changed. */
export type PageCache = {
  /** A page. */
  get(hash: Uint8Array): Uint8Array | undefined;
  /** Hashes of the children of a node of a page tree. */
  children(hash: Uint8Array): readonly Uint8Array[] | undefined;
  /** Keeps a page and the nodes above it. */
  put(path: PagePath): void;
  /** Lets go of what was written longest ago, beyond the bound. */
  trim(): void;
};

const MOST_BYTES = 512 * 1024 * 1024;
const HASH_BYTES = 32;

/** A cache of pages and nodes in a folder, one file each. What does not have its hash any more is not there. */
export function openPageCache(folder: string, mostBytes: number = MOST_BYTES): PageCache {
  mkdirSync(folder, { recursive: true });
  const fileOf = (hash: Uint8Array): string => join(folder, toHex(hash));
  const nodeOf = (hash: Uint8Array): string => `${fileOf(hash)}.node`;
  const read = (file: string, hash: Uint8Array): Uint8Array | undefined => {
    if (!existsSync(file)) return undefined;
    const bytes = new Uint8Array(readFileSync(file));
    if (equalBytes(blake3(bytes), hash)) return bytes;
    rmSync(file, { force: true });
    return undefined;
  };
  return {
    get: (hash) => read(fileOf(hash), hash),
    children(hash) {
      const bytes = read(nodeOf(hash), hash);
      return bytes && partsOf(bytes);
    },
    put({ leaf, nodes }) {
      if (leaf !== undefined && !existsSync(fileOf(leaf.hash))) writeWhole(fileOf(leaf.hash), leaf.bytes);
      for (const { name, children } of nodes)
        if (!existsSync(nodeOf(name.hash))) writeWhole(nodeOf(name.hash), concatBytes(...children));
    },
    trim() {
      const aged = readdirSync(folder)
        .map((name) => ({ name, stat: statSync(join(folder, name), { throwIfNoEntry: false }) }))
        .sort((a, b) => (b.stat?.mtimeMs ?? 0) - (a.stat?.mtimeMs ?? 0));
      let left = mostBytes;
      for (const { name, stat } of aged) {
        left -= stat?.size ?? 0;
        if (left < 0) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

function partsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

let written = 0;

function writeWhole(file: string, bytes: Uint8Array): void {
  const part = `${file}.${process.pid}-${written++}`;
  writeFileSync(part, bytes);
  renameSync(part, file);
}

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatBytes, equalBytes, intToBytesLe, toHex } from '@eventide/base';
import { blake3 } from '@eventide/vm/state/blake3';
import { insertLeaves } from '@eventide/vm/state/sparseTree';

/** Where a page stands in the memory of its contract. */
export type CachedLeaf = { readonly index: number; readonly hash: Uint8Array };

/** What forks fetched before, by hash: a second fork asks only for what changed. */
export type PageCache = {
  /** Pages of a contract by the root of their tree. */
  tree(root: Uint8Array, height: number): readonly CachedLeaf[] | undefined;
  putTree(root: Uint8Array, leaves: readonly CachedLeaf[]): void;
  get(hash: Uint8Array): Uint8Array | undefined;
  put(hash: Uint8Array, bytes: Uint8Array): void;
  /** Lets go of what was written longest ago, beyond the bound. */
  trim(): void;
};

/** 256 MiB of pages. */
const MOST_FILES = 4_096;

const ARITY = 4;
const LEAF_BYTES = 36;

/** A cache of pages in a folder, one file each. What does not have its hash any more is not there. */
export function openPageCache(folder: string, mostFiles: number = MOST_FILES): PageCache {
  mkdirSync(folder, { recursive: true });
  const fileOf = (hash: Uint8Array): string => join(folder, toHex(hash));
  const treeOf = (root: Uint8Array): string => `${fileOf(root)}.tree`;
  return {
    tree(root, height) {
      const file = treeOf(root);
      if (!existsSync(file)) return undefined;
      const leaves = readLeaves(new Uint8Array(readFileSync(file)), ARITY ** height);
      const whole = insertLeaves(
        undefined,
        { arity: ARITY, height },
        leaves?.map((leaf) => ({ ...leaf, leaf: true })) ?? [],
      );
      if (whole !== undefined && equalBytes(whole.hash, root)) return leaves;
      rmSync(file, { force: true });
      return undefined;
    },
    putTree(root, leaves) {
      const sorted = [...leaves].sort((a, b) => a.index - b.index);
      const parts = sorted.map(({ index, hash }) => concatBytes(intToBytesLe(BigInt(index), 4), hash));
      writeWhole(treeOf(root), concatBytes(...parts));
    },
    get(hash) {
      const file = fileOf(hash);
      if (!existsSync(file)) return undefined;
      const bytes = new Uint8Array(readFileSync(file));
      if (equalBytes(blake3(bytes), hash)) return bytes;
      rmSync(file, { force: true });
      return undefined;
    },
    put: (hash, bytes) => writeWhole(fileOf(hash), bytes),
    trim() {
      const files = readdirSync(folder);
      if (files.length <= mostFiles) return;
      const aged = files
        .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
        .sort((a, b) => a.at - b.at);
      for (const { name } of aged.slice(0, files.length - mostFiles)) rmSync(join(folder, name), { force: true });
    },
  };
}

/** undefined for bytes that are no leaves in their order. */
function readLeaves(bytes: Uint8Array, most: number): readonly CachedLeaf[] | undefined {
  if (bytes.length % LEAF_BYTES !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const leaves: CachedLeaf[] = [];
  for (let at = 0; at < bytes.length; at += LEAF_BYTES) {
    const index = view.getUint32(at, true);
    if (index >= most || index <= (leaves.at(-1)?.index ?? -1)) return undefined;
    leaves.push({ index, hash: bytes.slice(at + 4, at + LEAF_BYTES) });
  }
  return leaves;
}

function writeWhole(file: string, bytes: Uint8Array): void {
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}

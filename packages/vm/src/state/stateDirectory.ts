import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { PAGE_BYTES } from '../limits.ts';
import { addState, type ImportedContract, importState, malformed } from './importState.ts';
import { StateStore } from './stateStore.ts';

const MOST_CONTRACTS = 1 << 16;
const MOST_PAGES = 1 << 16;
const MOST_COMMITS = 1 << 12;
const MOST_FILE_BYTES = 1 << 26;
const ID = /^[0-9a-f]{64}$/;
const PAGE = /^(0|[1-9][0-9]{0,4})$/;

/**
 * Brings one state of a reference directory into an empty store, as a commit under its root. Nothing in the directory is
 * trusted: sizes are bounded, modules validated, and all hashes computed from the pages. Memory lengths are not hashed.
 * @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT, VM_COMMIT_ORDER if the store has a state
 * Spec: 04 §8.6
 */
export async function importStateDirectory(store: KeyValueStore, folder: string, root: Uint8Array): Promise<void> {
  const main = join(folder, 'main');
  const chain = await readChain(main, toHex(root));
  const budget = { pages: MOST_PAGES };
  const ids = (await list(join(main, 'leaf'))).filter((name) => ID.test(name)).sort();
  if (ids.length > MOST_CONTRACTS) throw malformed('contracts', join(main, 'leaf'));
  const contracts: ImportedContract[] = [];
  for (const id of ids) {
    const found = await readContract(main, id, chain, budget);
    if (found !== undefined) contracts.push(found);
  }
  await importState(store, contracts, root);
}

/**
 * Brings what a commit changed on top of a state that the store has.
 * @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT
 * Spec: 04 §8.6
 */
export async function importNextState(store: KeyValueStore, folder: string, root: Uint8Array): Promise<void> {
  const main = join(folder, 'main');
  const name = toHex(root);
  const [, below] = await readChain(main, name);
  const states = new StateStore(store, false);
  const { main: settled, commits, nextVersion } = await states.open();
  const base = [settled, ...commits.map(({ state }) => state)].find((state) => toHex(state.root) === below);
  if (base === undefined) throw malformed('base', join(main, name));
  const budget = { pages: MOST_PAGES };
  const changed: ImportedContract[] = [];
  for (const id of (await list(join(main, 'leaf'))).filter((entry) => ID.test(entry))) {
    if (!(await exists(join(main, 'leaf', id, name, 'element')))) continue;
    const found = await readContract(main, id, [name], budget, true);
    if (found !== undefined) changed.push(found);
  }
  await addState(states, { base, root, version: nextVersion }, changed);
}

/** Commits from `root` down to the finalised state, which has no folder. */
async function readChain(main: string, root: string): Promise<string[]> {
  const chain: string[] = [];
  for (let next: string | undefined = root; next && (await exists(join(main, next))); ) {
    if (chain.length === MOST_COMMITS || chain.includes(next)) throw malformed('chain of bases', next);
    chain.push(next);
    const path: string = join(main, next, 'base');
    const bytes = await read(path);
    const at = bytes.length - 36;
    if (at < 8 || (bytes[at] as number) > 1) throw malformed('base', path);
    next = bytes[at] === 1 ? toHex(bytes.subarray(at + 1, at + 33)) : undefined;
  }
  return chain;
}

async function readContract(
  main: string,
  name: string,
  chain: readonly string[],
  budget: { pages: number },
  delta = false,
): Promise<ImportedContract | undefined> {
  const layers = delta ? chain.map((commit) => [commit]) : [...chain.map((commit) => [commit]), []];
  const candidates = layers.map((layer) => join(main, 'leaf', name, ...layer, 'element'));
  let element: { pages: number; position: number } | undefined;
  for (const path of candidates) element ??= (await exists(path)) ? readElement(await read(path), path) : undefined;
  if (!element) return undefined;
  const code = join(main, 'bytecode', name);
  const bytecode = await read(code);
  const owner = readOwner(await read(`${code}.m`), name);
  const files = new Map<number, string>();
  for (const layer of layers.toReversed()) {
    const folder = join(main, 'memory', name, ...layer);
    if (!(await exists(folder))) continue;
    for (const file of (await list(folder)).filter((entry) => PAGE.test(entry))) {
      if (Number(file) < 65_536) files.set(Number(file), join(folder, file));
      else throw malformed('page index', join(folder, file));
    }
  }
  budget.pages -= files.size;
  if (budget.pages < 0) throw malformed('too many pages', name);
  const written: { index: number; bytes: Uint8Array }[] = [];
  for (const [index, path] of files) written.push({ index, bytes: await read(path, PAGE_BYTES) });
  return { id: fromHex(name), owner, bytecode, ...element, written };
}

/** Length of the memory and place in the tree: the last 64 bytes, where the archive has its root. */
function readElement(bytes: Uint8Array, path: string): { pages: number; position: number } {
  if (bytes.length < 64) throw malformed('element', path);
  const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 64, 64);
  const position = view.getBigUint64(8, true);
  const length = view.getUint32(24, true);
  if (view.getUint8(0) !== 1 || position === 0n || position >= 2n ** 32n || length % PAGE_BYTES !== 0) {
    throw malformed('element', path);
  }
  return { pages: length / PAGE_BYTES, position: Number(position) };
}

/** Owner, id, then where the owner is and how long. */
function readOwner(bytes: Uint8Array, name: string): Uint8Array {
  const end = bytes.length - 40;
  if (end < 0 || toHex(bytes.subarray(end, end + 32)) !== name) throw malformed('metadata', name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = end + 32 + view.getInt32(end + 32, true);
  const length = view.getUint32(end + 36, true);
  if (start < 0 || start + length > end) throw malformed('owner', name);
  return bytes.slice(start, start + length);
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => {
    throw malformed('folder missing', folder);
  });
}

/** A regular file of bounded size. */
async function read(path: string, most: number = MOST_FILE_BYTES): Promise<Uint8Array> {
  const about = await lstat(path).catch(() => undefined);
  if (!about?.isFile()) throw malformed('file missing', path);
  if (about.size > most) throw malformed('file too long', path);
  return new Uint8Array(await readFile(path));
}

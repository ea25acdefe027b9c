import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { ModuleError, VmError } from '../errors.ts';
import { PAGE_BYTES } from '../limits.ts';
import { acceptModule } from '../module/accept.ts';
import { blake3 } from './blake3.ts';
import { CommitState, type ContractState, emptyState, type Place } from './commit.ts';
import { contractKey } from './contractTree.ts';
import { contractRoot, emptyPageTree, type PageLeaf, withPages } from './pageTree.ts';
import type { Insertion } from './sparseTree.ts';
import { StateStore } from './stateStore.ts';

const MOST_CONTRACTS = 1 << 16;
const MOST_PAGES = 1 << 16;
const MOST_COMMITS = 1 << 12;
const MOST_FILE_BYTES = 1 << 26;
const VERSION = 1n;
const ID = /^[0-9a-f]{64}$/;
const PAGE = /^(0|[1-9][0-9]{0,4})$/;

/**
 * Brings one state of a reference directory into an empty store, as a commit under its root. Nothing in the directory is
 * trusted: sizes are bounded, modules validated, and all hashes computed from the pages. Memory lengths are not hashed.
 * @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT, VM_COMMIT_ORDER if the store has a state
 * Spec: 04 §8.6
 */
export async function importStateDirectory(store: KeyValueStore, folder: string, root: Uint8Array): Promise<void> {
  const states = new StateStore(store, false);
  const { main: present, commits } = await states.open();
  if (present !== emptyState || commits.length > 0) throw new VmError('VM_COMMIT_ORDER', { what: 'store has a state' });
  const main = join(folder, 'main');
  const chain = await readChain(main, toHex(root));
  const contracts = new Map<string, ContractState>();
  const places = new Map<number, Place>();
  const budget = { pages: MOST_PAGES };
  const ids = (await list(join(main, 'leaf'))).filter((name) => ID.test(name)).sort();
  if (ids.length > MOST_CONTRACTS) throw malformed('contracts', join(main, 'leaf'));
  for (const id of ids) {
    const found = await readContract(main, id, chain, budget);
    if (!found) continue;
    const key = contractKey(found.state.id);
    const { position } = found;
    const other = places.get(key);
    if (other && other.position !== position) throw malformed('position', id);
    places.set(key, { position, root: contractRoot(found.state.tree) });
    contracts.set(id, found.state);
  }
  const positions = [...places.values()].map(({ position }) => position).sort((a, b) => a - b);
  if (positions.some((position, i) => position !== i + 1)) throw malformed('positions', main);
  const state = new CommitState(emptyState, contracts, places);
  if (toHex(state.root) !== toHex(root)) {
    throw new VmError('VM_SNAPSHOT_ROOT', { expected: toHex(root), computed: toHex(state.root) });
  }
  if (contracts.size > 0) await states.writeCommit({ state, base: emptyState.root, version: VERSION });
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

type Imported = { readonly state: ContractState; readonly position: number };

async function readContract(
  main: string,
  name: string,
  chain: readonly string[],
  budget: { pages: number },
): Promise<Imported | undefined> {
  const layers = [...chain.map((commit) => [commit]), []];
  const candidates = layers.map((layer) => join(main, 'leaf', name, ...layer, 'element'));
  let element: { pages: number; position: number } | undefined;
  for (const path of candidates) element ??= (await exists(path)) ? readElement(await read(path), path) : undefined;
  if (!element) return undefined;
  const code = join(main, 'bytecode', name);
  const bytecode = await read(code);
  const owner = readOwner(await read(`${code}.m`), name);
  const wide = isWide(bytecode, code);
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
  const leaves: Insertion<PageLeaf>[] = [];
  for (const [index, path] of [...files].sort(([a], [b]) => a - b)) {
    const bytes = await read(path, PAGE_BYTES);
    if (bytes.length !== PAGE_BYTES) throw malformed('page size', path);
    leaves.push({ index, hash: blake3(bytes), leaf: { bytes, version: VERSION } });
  }
  const tree = leaves.length > 0 ? withPages(emptyPageTree(wide), leaves) : emptyPageTree(wide);
  const id = fromHex(name);
  const { pages, position } = element;
  return { state: { id, owner, bytecode, bytecodeVersion: VERSION, pages, tree, version: VERSION }, position };
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

function isWide(bytecode: Uint8Array, path: string): boolean {
  try {
    return acceptModule(bytecode).wide;
  } catch (error) {
    if (error instanceof ModuleError) throw malformed(`bytecode: ${error.code}`, path);
    throw error;
  }
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

function malformed(what: string, where: string): VmError {
  return new VmError('VM_SNAPSHOT_MALFORMED', { what, where });
}

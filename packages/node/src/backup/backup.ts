import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyLmdbStore } from '@eventide/store/lmdb';
import { NodeError } from '../errors.ts';
import { lockFolder } from '../run/folderLock.ts';
import { type FolderFacts, inspectFolder } from './inspectFolder.ts';
import { noteBackup } from './lastBackup.ts';

export type BackupFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** What a backup says of itself. Heights are decimal. */
export type BackupManifest = {
  readonly format: 1;
  readonly createdAt: string;
  readonly genesis: string;
  readonly height: string;
  readonly hash: string;
  readonly root: string;
  readonly final: string;
  readonly files: readonly BackupFile[];
};

const MANIFEST = 'manifest.json';
/** Databases, copied as they are at one moment: the state first, so that every block of the ledger has one, or is taken off. */
const STORES = ['state', 'ledger'] as const;
/** What else a node cannot do without. Keys are not part of it, and the archive is filled again. */
const FILES = ['format.json', 'votes', 'kadcast.nonce', 'drivers'] as const;
/** A chain that moved on between both copies gives one that does not fit; it is taken again. */
const ATTEMPTS = 3;

/**
 * Copies ledger and state of a node, which may run meanwhile, into a new folder, checks the copy and describes it. Consensus keys
 * are not included.
 * @throws NodeError NODE_BACKUP; VmError VM_STATE_CORRUPT; FaultError FAULT_DISK
 * Spec: 13 §8
 */
export async function backupNode(from: string, to: string, nowMs: number): Promise<BackupManifest> {
  for (const store of STORES)
    if (!existsSync(join(from, store, 'data.mdb')))
      throw new NodeError('NODE_BACKUP', { path: from, reason: `no ${store} in it` });
  await assertFree(to);
  const made = `${to}.part`;
  await rm(made, { recursive: true, force: true });
  try {
    const facts = await copyWhole(from, made);
    const manifest = await describe(made, facts, nowMs);
    await writeFile(join(made, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(to, { recursive: true, force: true });
    await rename(made, to);
    await noteBackup(from, manifest.createdAt);
    return manifest;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * Puts a backup where a node has nothing yet, after every file and every page of the state was checked.
 * @throws NodeError NODE_BACKUP, NODE_FOLDER_BUSY; VmError VM_STATE_CORRUPT; FaultError FAULT_DISK
 */
export async function restoreNode(from: string, to: string): Promise<BackupManifest> {
  const manifest = await readManifest(from);
  for (const store of STORES)
    if (existsSync(join(to, store)))
      throw new NodeError('NODE_BACKUP', { path: to, reason: 'a chain is there already' });
  for (const file of manifest.files) await checkFile(from, file);
  const lock = await lockFolder(to);
  const made = join(to, 'restored.part');
  try {
    await rm(made, { recursive: true, force: true });
    for (const { path } of manifest.files) await cp(join(from, path), join(made, path));
    const { genesis, root } = await inspectFolder(made);
    if (genesis !== manifest.genesis || root !== manifest.root)
      throw new NodeError('NODE_BACKUP', { path: from, reason: 'it holds something else than it says' });
    for (const name of await readdir(made)) {
      if (name === 'format.json') continue;
      // Votes of this folder are newer than those of the copy.
      if (!existsSync(join(to, name))) await rename(join(made, name), join(to, name));
    }
    return manifest;
  } finally {
    await rm(made, { recursive: true, force: true });
    await lock.release();
  }
}

async function copyWhole(from: string, to: string): Promise<FolderFacts> {
  for (let attempt = 1; ; attempt++) {
    await rm(to, { recursive: true, force: true });
    for (const store of STORES) await copyLmdbStore(join(from, store), join(to, store));
    for (const file of FILES)
      if (existsSync(join(from, file))) await cp(join(from, file), join(to, file), { recursive: true });
    try {
      return await inspectFolder(to);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function describe(folder: string, facts: FolderFacts, nowMs: number): Promise<BackupManifest> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isFile() && !entry.name.endsWith('-lock'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const files: BackupFile[] = [];
  for (const path of paths) files.push({ path, ...(await digest(join(folder, path))) });
  return {
    format: 1,
    createdAt: new Date(nowMs).toISOString(),
    genesis: facts.genesis,
    height: facts.height.toString(),
    hash: facts.hash,
    root: facts.root,
    final: facts.final.toString(),
    files,
  };
}

async function readManifest(folder: string): Promise<BackupManifest> {
  const bad = (reason: string): NodeError => new NodeError('NODE_BACKUP', { path: folder, reason });
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => {
    throw bad(`no ${MANIFEST} in it`);
  });
  let found: Partial<BackupManifest>;
  try {
    found = JSON.parse(text) as Partial<BackupManifest>;
  } catch {
    throw bad(`${MANIFEST} is not JSON`);
  }
  if (found.format !== 1) throw bad(`format ${String(found.format)}, this version reads 1`);
  const { files } = found;
  const isFile = ({ path, bytes, sha256 }: Partial<BackupFile>): boolean =>
    typeof path === 'string' &&
    /^[\w.-]+(\/[\w.-]+)*$/.test(path) &&
    !path.split('/').includes('..') &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string';
  if (!Array.isArray(files) || !files.every(isFile)) throw bad(`${MANIFEST} lists no files`);
  return found as BackupManifest;
}

async function checkFile(folder: string, { path, bytes, sha256 }: BackupFile): Promise<void> {
  const found = await digest(join(folder, path)).catch(() => undefined);
  if (found?.bytes !== bytes || found.sha256 !== sha256)
    throw new NodeError('NODE_BACKUP', { path: folder, reason: `${path} is not as it was written` });
}

async function digest(file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Uint8Array);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

/** @throws NodeError NODE_BACKUP if something is there */
async function assertFree(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new NodeError('NODE_BACKUP', { path: folder, reason: String(error.code) }, { cause: error });
  });
  if (there.length > 0) throw new NodeError('NODE_BACKUP', { path: folder, reason: 'the folder is not empty' });
  await mkdir(folder, { recursive: true });
}

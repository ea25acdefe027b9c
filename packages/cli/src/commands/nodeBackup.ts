import { isAbsolute, join } from 'node:path';
import { fromHex } from '@eventide/base';
import type { SnapshotFacts } from '@eventide/node/backup/snapshot';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { formatFields } from '../output.ts';
import { nodeFolder } from './node.ts';

/** Spec: 13 §8 */
export async function nodeBackup(io: Io, { args, options }: Input): Promise<Outcome> {
  const { backupNode } = await import('@eventide/node/backup/backup');
  const to = absolute(io, args[0] as string);
  const manifest = await backupNode(await nodeFolder(io, options), to, Date.now());
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { height, hash, root, final, genesis } = manifest;
  const report = { dir: to, height, final, hash, root, genesis, files: manifest.files.length, bytes };
  return { json: report, human: formatFields(report) };
}

/** Spec: 13 §8 */
export async function nodeRestore(io: Io, { args, options }: Input): Promise<Outcome> {
  const { restoreNode } = await import('@eventide/node/backup/backup');
  const folder = await nodeFolder(io, options);
  const { height, final, hash, root, genesis } = await restoreNode(absolute(io, args[0] as string), folder);
  const report = { folder, height, final, hash, root, genesis };
  return { json: report, human: formatFields(report) };
}

/** Spec: 13 §2.2 */
export async function nodeVerifyStore(io: Io, { options }: Input): Promise<Outcome> {
  const { inspectFolder } = await import('@eventide/node/backup/inspectFolder');
  const folder = await nodeFolder(io, options);
  const { lockFolder } = await import('@eventide/node/run/folderLock');
  const lock = await lockFolder(folder);
  try {
    const { height, final, ...facts } = await inspectFolder(folder);
    const report = { folder, height: height.toString(), final: final.toString(), ...facts };
    return { json: report, human: formatFields(report) };
  } finally {
    await lock.release();
  }
}

/** Spec: 04 §8.6, 13 §2.2 */
export async function nodeSnapshotExport(io: Io, { args, options }: Input): Promise<Outcome> {
  const { exportSnapshot } = await import('@eventide/node/backup/snapshot');
  const dir = absolute(io, args[0] as string);
  return snapshotOutcome(dir, await exportSnapshot(await nodeFolder(io, options), dir));
}

/** Spec: 04 §8.6, 13 §2.2 */
export async function nodeSnapshotImport(io: Io, { args, options }: Input): Promise<Outcome> {
  const { importSnapshot } = await import('@eventide/node/backup/snapshot');
  const { root } = options;
  if (root !== undefined && (typeof root !== 'string' || !/^[0-9a-f]{64}$/i.test(root)))
    throw new CliError('CLI_BAD_INPUT', { what: '--root', text: String(root), expected: '64 hex digits' });
  const folder = await nodeFolder(io, options);
  const from = absolute(io, args[0] as string);
  return snapshotOutcome(
    folder,
    await importSnapshot(from, folder, root === undefined ? undefined : fromHex(root.toLowerCase())),
  );
}

function snapshotOutcome(dir: string, { root, height, hash, genesis }: SnapshotFacts): Outcome {
  const report = { dir, root, height: height?.toString() ?? null, hash: hash ?? null, genesis: genesis ?? null };
  const next =
    height === undefined ? { next: 'a state alone: eventide state diff looks into it, no node goes on from it' } : {};
  const shown = Object.fromEntries(Object.entries(report).map(([name, value]) => [name, value ?? undefined]));
  return { json: report, human: formatFields({ ...shown, ...next }) };
}

/** Spec: 08 §8.1 */
export async function nodeRevert(io: Io, { options }: Input): Promise<Outcome> {
  if (options.toFinal !== true) throw new CliError('CLI_USAGE', { expected: '--to-final' });
  const { revertToFinal } = await import('@eventide/node/backup/revertToFinal');
  const folder = await nodeFolder(io, options);
  const { from, to } = await revertToFinal(folder);
  const report = { folder, from: from.toString(), to: to.toString() };
  return { json: report, human: formatFields(report) };
}

function absolute(io: Io, path: string): string {
  return isAbsolute(path) ? path : join(io.folder, path);
}

import { isAbsolute, join } from 'node:path';
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

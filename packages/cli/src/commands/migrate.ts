import { existsSync } from 'node:fs';
import type { MigrationPlan } from '@eventide/node/run/migrations';
import type { Input, Io, Outcome } from '../command.ts';
import { homeFolder } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { formatFields, formatTable } from '../output.ts';
import { NETWORK_NAME } from './devnet/options.ts';
import { nodeFolder } from './node.ts';

/**
 * Brings the state of a local network to the format that this version reads, or says that there is nothing to do. Only this verb
 * converts, and only forward. Spec: 13 §1.2
 */
export async function devnetMigrate(io: Io, { options, flags }: Input): Promise<Outcome> {
  const { DevnetError, folderMigration, lockHolder, migrateFolder, networkFolder } = await import('@eventide/devnet');
  const { folderBytes } = await import('@eventide/devnet/folder/dataFolder');
  const name = typeof options.name === 'string' ? options.name : NETWORK_NAME;
  const folder = networkFolder(homeFolder(io), name);
  const plan = folderMigration(folder);
  if (plan === undefined) throw new CliError('CLI_NOT_FOUND', { network: name, folder });
  const pid = lockHolder(folder);
  if (pid !== undefined) throw new DevnetError('DEVNET_RUNNING', { pid, name });
  if (plan.steps === undefined)
    throw new DevnetError('DEVNET_FORMAT', { folder, found: plan.found, reads: plan.reads, migration: 'none' });
  const dry = options.dryRun === true;
  if (!dry && plan.steps.length > 0) {
    await confirm(io, flags.yes, folder);
    await migrateFolder(folder, plan);
  }
  return told(folder, plan, folderBytes(folder), dry);
}

/** The same for the folder of a node. Spec: 13 §8 */
export async function nodeMigrate(io: Io, { options, flags }: Input): Promise<Outcome> {
  const { NODE_FORMAT, NODE_MIGRATIONS, planMigration, readNodeFormat, runMigration, writeNodeFormat } = await import(
    '@eventide/node/run/migrations'
  );
  const { takePidLock } = await import('@eventide/node/run/pidLock');
  const { NodeError } = await import('@eventide/node');
  const { folderBytes } = await import('@eventide/devnet/folder/dataFolder');
  const folder = await nodeFolder(io, options);
  if (!existsSync(folder)) throw new CliError('CLI_NOT_FOUND', { folder });
  const plan = planMigration(NODE_MIGRATIONS, readNodeFormat(folder), NODE_FORMAT);
  if (plan.steps === undefined)
    throw new NodeError('NODE_FORMAT', {
      path: folder,
      found: String(plan.found),
      reads: plan.reads,
      migration: 'none',
    });
  const dry = options.dryRun === true;
  if (!dry && plan.steps.length > 0) {
    await confirm(io, flags.yes, folder);
    const lock = await takePidLock(`${folder}/node.lock`);
    if ('heldBy' in lock) throw new NodeError('NODE_FOLDER_BUSY', { path: folder, pid: lock.heldBy });
    try {
      await runMigration(folder, plan, (format) => writeNodeFormat(folder, format));
    } finally {
      await lock.release();
    }
  }
  return told(folder, plan, folderBytes(folder), dry);
}

async function confirm({ ask }: Io, yes: boolean, folder: string): Promise<void> {
  if (yes) return;
  if (ask === undefined || !(await ask.confirm(`Convert ${folder}? It cannot be undone; a backup can`)))
    throw new CliError('CLI_DECLINED', { folder });
}

function told(folder: string, { found, reads, steps = [] }: MigrationPlan, bytes: number, dry: boolean): Outcome {
  const listed = steps.map(({ from, to, name, spaceFactor }) => ({
    from,
    to,
    name,
    bytes: String(Math.ceil(bytes * spaceFactor)),
  }));
  const migrated = !dry && steps.length > 0;
  const facts = { folder, format: migrated ? reads : found, reads, bytes: String(bytes) };
  const rows = listed.map(({ from, to, name, bytes: needed }) => [
    `${from} -> ${to}`,
    name,
    `${needed} bytes meanwhile`,
  ]);
  return {
    json: { ...facts, steps: listed, migrated },
    human: [formatFields(facts), rows.length === 0 ? 'nothing to migrate' : formatTable(rows)].join('\n'),
  };
}

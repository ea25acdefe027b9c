import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io, Outcome } from '../command.ts';
import { formatFields } from '../output.ts';

const packageFolder = join(import.meta.dirname, '../..');

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Version, commit (of a clone, else null), the protocol it speaks, and what each circuit's verifier data hash to. Spec: 13 §2.2 */
export async function version(_io: Io): Promise<Outcome> {
  const { verifierDigests } = await import('./circuit/verifierDigests.ts');
  const facts = {
    version: packageVersion(),
    commit: commitOf(join(packageFolder, '../..')),
    protocol: 'rusk 1.6.0',
    node: process.versions.node,
  };
  const circuits = verifierDigests();
  return {
    json: { ...facts, circuits },
    human: formatFields({ ...facts, commit: facts.commit ?? 'unknown', ...circuits }),
  };
}

/** The commit checked out in `folder`, read from git's own files. */
function commitOf(folder: string): string | null {
  const git = join(folder, '.git');
  if (!existsSync(join(git, 'HEAD'))) return null;
  const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
  if (!head.startsWith('ref: ')) return head;
  const name = head.slice('ref: '.length);
  const loose = join(git, name);
  if (existsSync(loose)) return readFileSync(loose, 'utf8').trim();
  if (!existsSync(join(git, 'packed-refs'))) return null;
  const packed = readFileSync(join(git, 'packed-refs'), 'utf8').split('\n');
  return packed.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? null;
}

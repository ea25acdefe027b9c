import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A node that joined a network after its beginning. */
export type AddedNode = {
  readonly number: number;
  /** Account whose key it has; null: it observes. */
  readonly key: string | null;
};

const FILE = 'added-nodes.json';

/** Nodes beyond those that the network began with; they come back with it. */
export function readAdded(folder: string): readonly AddedNode[] {
  const file = join(folder, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AddedNode[]) : [];
}

export function writeAdded(folder: string, nodes: readonly AddedNode[]): void {
  writeFileSync(join(folder, FILE), `${JSON.stringify(nodes)}\n`);
}

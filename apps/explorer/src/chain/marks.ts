import { type Client, queryGraphql } from '@eventide/sdk';
import { luxOf, objectOf } from './describeTx.ts';

/** Where a nullifier or the key of a note stands. */
export type Mark = {
  readonly kind: 'nullifier' | 'note';
  readonly tx: string;
  readonly height: bigint;
  /** In the tree of notes; null for nullifiers, and for notes that a contract made. */
  readonly position: bigint | null;
};

/** Asks the archive of one of our nodes; `mark` is 32 bytes in hex. Others know no such question and throw. Spec: 13 §6 */
export async function findMarks(client: Client, mark: string, signal: AbortSignal): Promise<readonly Mark[]> {
  const data = await queryGraphql(client, `query { phoenixMarks(mark: "${mark}") { json } }`, { signal });
  const { json } = objectOf(data.phoenixMarks);
  return (Array.isArray(json) ? json : []).map(objectOf).map(({ kind, origin, block_height, position }) => ({
    kind: kind === 'nullifier' ? 'nullifier' : 'note',
    tx: String(origin),
    height: luxOf(block_height),
    position: position === null ? null : luxOf(position),
  }));
}

import { closeSync, fdatasyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { concatBytes, FaultError, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';

/** ConsensusHeader and step: what a key signs at most one vote for. Spec: 06 §6.2 */
const PLACE_BYTES = 42;
const RECORD_BYTES = PLACE_BYTES + 32;
/** Records that stay when the file is written anew, and how many make it too long. */
const KEPT = 1_024;
const MOST = 16_384;

export type VoteGuard = {
  /** True if this vote may be signed: it is the first of its place, or the same again. On disk when it returns. */
  mayVote(message: Uint8Array): boolean;
  close(): void;
};

/**
 * Remembers on disk what a key voted for, before the vote leaves: a key never votes for two things in one step, whatever dies in
 * between.
 * @throws FaultError FAULT_DISK
 * Spec: 13 §8
 */
export function openVoteGuard(path: string): VoteGuard {
  return guarded(() => {
    const votes = readVotes(path);
    let file = rewritten(path, votes);
    return {
      mayVote: (message) =>
        guarded(() => {
          const place = toHex(message.subarray(0, PLACE_BYTES));
          const digest = sha256(message);
          const known = votes.get(place);
          if (known !== undefined) return known === toHex(digest);
          if (votes.size >= MOST) {
            for (const old of [...votes.keys()].slice(0, -KEPT)) votes.delete(old);
            closeSync(file);
            file = rewritten(path, votes);
          }
          writeSync(file, concatBytes(message.subarray(0, PLACE_BYTES), digest));
          fdatasyncSync(file);
          votes.set(place, toHex(digest));
          return true;
        }),
      close: () => closeSync(file),
    };
  });
}

/** Votes by place, oldest first; a record that was cut while it was written never left. */
function readVotes(path: string): Map<string, string> {
  const votes = new Map<string, string>();
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return votes;
    throw error;
  }
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const record = bytes.subarray(at, at + RECORD_BYTES);
    votes.set(toHex(record.subarray(0, PLACE_BYTES)), toHex(record.subarray(PLACE_BYTES)));
  }
  return votes;
}

/** Writes all votes to a file of its own and puts it in place; open for appending. */
function rewritten(path: string, votes: ReadonlyMap<string, string>): number {
  const records = [...votes].map(([place, digest]) => Buffer.from(place + digest, 'hex'));
  writeFileSync(`${path}.new`, Buffer.concat(records), { flush: true });
  renameSync(`${path}.new`, path);
  return openSync(path, 'a');
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'vote guard', reason: String(cause) }, { cause });
  }
}

import type { NodeDoor } from '../api/nodeDoor.ts';
import type { ArchiveReader } from './archiveReader.ts';
import type { Archive } from './startArchive.ts';

/** An archive that is opened after the node: by whoever asks it first, or by `begin`. */
export type LateArchive = {
  /** Its answers wait until the archive is open, and reject if it could not be opened. */
  readonly reader: ArchiveReader;
  /** Opens it now. @throws ArchiveError as `openArchive` */
  begin(): Promise<void>;
  /** Begins when this node has its next block: what is needed before it goes first. Returns what calls it off; `onError` hears of a failure. */
  beginWithBlocks(door: Pick<NodeDoor, 'subscribe'>, onError?: (error: unknown) => void): () => void;
  /** Closes what was opened, for a chain that is another one now; whoever asks next opens it again. */
  forget(): Promise<void>;
  /** Ends after the step under way. */
  close(): Promise<void>;
};

export type LateArchiveOptions = {
  /** Each answer waits until every block of the ledger is in: for short chains, whose first question opens the archive. */
  readonly whole?: boolean | undefined;
};

/** Opening the embedded database takes a second or two of processor, which a node that starts has other uses for. */
export function createLateArchive(
  open: () => Promise<Archive>,
  { whole = false }: LateArchiveOptions = {},
): LateArchive {
  let opened: Promise<Archive> | undefined;
  let closed = false;
  const begin = (): Promise<Archive> => {
    opened ??= open();
    return opened;
  };
  const forget = async (): Promise<void> => {
    const archive = opened;
    opened = undefined;
    await (await archive?.catch(() => undefined))?.close();
  };
  const ask = async <T>(question: (reader: ArchiveReader) => Promise<T>): Promise<T> => {
    const archive = await begin();
    if (whole) await archive.caughtUp();
    return question(archive.reader);
  };
  return {
    reader: {
      eventsAt: (height) => ask((reader) => reader.eventsAt(height)),
      eventsOf: (hash) => ask((reader) => reader.eventsOf(hash)),
      finalizedEvents: (contract, afterId, limit) => ask((reader) => reader.finalizedEvents(contract, afterId, limit)),
      isFinalized: (height, hash) => ask((reader) => reader.isFinalized(height, hash)),
      nextPhoenix: (height) => ask((reader) => reader.nextPhoenix(height)),
      moonlightOfAccount: (account, range) => ask((reader) => reader.moonlightOfAccount(account, range)),
      moonlightBetween: (sender, receiver, range) => ask((reader) => reader.moonlightBetween(sender, receiver, range)),
      moonlightByMemo: (memo, limit) => ask((reader) => reader.moonlightByMemo(memo, limit)),
      marked: (mark) => ask((reader) => reader.marked(mark)),
      accountCount: () => ask((reader) => reader.accountCount()),
      txCount: () => ask((reader) => reader.txCount()),
    },
    async begin() {
      if (!closed) await begin();
    },
    beginWithBlocks(door, onError = () => {}) {
      const stop = door.subscribe((event) => {
        if (event.kind !== 'accepted') return;
        stop();
        if (!closed) begin().catch(onError);
      });
      return stop;
    },
    forget,
    async close() {
      closed = true;
      await forget();
    },
  };
}

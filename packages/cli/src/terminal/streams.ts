import type { Writable } from 'node:stream';

/** Reason of a command's signal when nobody reads its result any more, as of `eventide block watch | head -3`. */
export const READER_GONE = 'reader gone';

export function isReaderGone(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason === READER_GONE;
}

/**
 * Writes to a stream whose reader may leave at any time: what comes after that is dropped, and `onGone` is told once. Other faults of
 * the stream, such as a full disk behind it, stay errors.
 */
export function writeWhileRead(stream: Writable, onGone: () => void): (text: string) => void {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!LEFT.has(error.code)) throw error;
    if (gone) return;
    gone = true;
    onGone();
  });
  return (text) => {
    if (!gone) stream.write(text);
  };
}

/** A pipe without reader, and a terminal that was closed. */
const LEFT: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** How one type is written and read. `read` leaves the cursor behind the value and refuses what `write` cannot produce. */
export type Codec<T> = {
  readonly write: (w: Writer, value: T) => void;
  readonly read: (r: Reader) => T;
};

/** The bytes of `value`. @throws CodecError CODEC_RANGE */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  // Most values are short and many: one buffer serves all that are not written within another one.
  const w = spare ?? new Writer();
  spare = undefined;
  codec.write(w, value);
  const bytes = w.finish();
  if (w.reset()) spare = w;
  return bytes;
}

let spare: Writer | undefined;

/** The value of exactly these bytes. @throws CodecError, CODEC_TRAILING if bytes are left */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const r = new Reader(bytes);
  const value = codec.read(r);
  r.end();
  return value;
}

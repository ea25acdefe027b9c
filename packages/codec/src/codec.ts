import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** How one type is written and read. `read` leaves the cursor behind the value and refuses what `write` cannot produce. */
export type Codec<T> = {
  readonly write: (w: Writer, value: T) => void;
  readonly read: (r: Reader) => T;
};

/** The bytes of `value`. @throws CodecError CODEC_RANGE */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const w = new Writer();
  codec.write(w, value);
  return w.finish();
}

/** The value of exactly these bytes. @throws CodecError, CODEC_TRAILING if bytes are left */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const r = new Reader(bytes);
  const value = codec.read(r);
  r.end();
  return value;
}

import type { Codec } from './codec.ts';
import { CodecError } from './errors.ts';

/** A tag byte, 0 for null or 1 before the value. */
export function optionCodec<T>(codec: Codec<T>): Codec<T | null> {
  return {
    write(w, value) {
      w.bool(value !== null);
      if (value !== null) codec.write(w, value);
    },
    read: (r) => (r.bool() ? codec.read(r) : null),
  };
}

/**
 * A u64 count of at most `max`, then the values. `minSize` is the size of the smallest value, so that a count that
 * cannot be served is refused before anything is allocated.
 */
export function listCodec<T>(codec: Codec<T>, max: number, minSize: number): Codec<readonly T[]> {
  return {
    write(w, values) {
      if (values.length > max) throw new CodecError('CODEC_RANGE', { count: values.length, max });
      w.u64(BigInt(values.length));
      for (const value of values) codec.write(w, value);
    },
    read(r) {
      const values = new Array<T>(r.length64(max, minSize));
      for (let i = 0; i < values.length; i++) values[i] = codec.read(r);
      return values;
    },
  };
}

/** Exactly `size` bytes, copied. */
export function bytesCodec(size: number): Codec<Uint8Array> {
  return { write: (w, value) => w.bytes(value, size), read: (r) => r.bytes(size) };
}

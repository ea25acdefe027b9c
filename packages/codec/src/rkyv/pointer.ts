import { utf8 } from '@eventide/base';
import { CodecError } from '../errors.ts';
import type { ArchiveType, ArchiveView } from './archive.ts';
import { part } from './product.ts';

const U32_MAX = 0xffff_ffff;
const INLINE_TEXT = 7;
const VEC_LAYOUT = { size: 8, align: 4, niche: null } as const;
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * `Vec<T>`: i32 distance from itself, u32 count; elements first what they own, then themselves.
 * `max` bounds the count in both directions; the archive's size bounds it anyway.
 * @throws CodecError CODEC_INVALID for elements without size, whose count nothing would bound
 * Spec: 05 §3.1
 */
export function vec<T>(type: ArchiveType<T>, max: number = U32_MAX): ArchiveType<readonly T[]> {
  const { size, align } = type.layout;
  if (size === 0) throw new CodecError('CODEC_INVALID', { rule: 'elements have a size', type: type.name });
  return {
    ...header(`Vec<${type.name}>`, max, size, align, (v, at, count) => {
      if (!type.plain) for (let i = 0; i < count; i++) type.check(v, at + i * size);
    }),
    serialize(w, values: readonly T[]) {
      expectAtMost(values.length, max);
      const resolvers = type.outOfLine ? values.map((value) => type.serialize(w, value)) : null;
      const at = w.reserve(values.length * size, align);
      for (let i = 0; i < values.length; i++) {
        type.resolve(w, at + i * size, values[i] as T, part(resolvers, i));
      }
      return at;
    },
    read(a, at) {
      const from = target(a, at);
      const values = new Array<T>(a.view.getUint32(at + 4, true));
      for (let i = 0; i < values.length; i++) values[i] = type.read(a, from + i * size);
      return values;
    },
  };
}

/** `Vec<u8>` as bytes; at most `max`. Spec: 05 §3.1 */
export function byteVec(max: number = U32_MAX): ArchiveType<Uint8Array> {
  return {
    ...header('Vec<u8>', max, 1, 1, () => {}),
    serialize(w, value: Uint8Array) {
      expectAtMost(value.length, max);
      return w.append(value);
    },
    read(a, at) {
      const from = target(a, at);
      return a.bytes.slice(from, from + a.view.getUint32(at + 4, true));
    },
  };
}

/** `String` of at most `max` bytes: up to 7 inline, longer ones by distance from the object's start. Spec: 05 §3.1 */
export function text(max: number = U32_MAX): ArchiveType<string> {
  return {
    name: 'String',
    layout: VEC_LAYOUT,
    offsets: {},
    outOfLine: true,
    plain: false,
    serialize(w, value) {
      const bytes = encodeText(value);
      expectAtMost(bytes.length, max);
      return bytes.length <= INLINE_TEXT ? null : [w.append(bytes), bytes.length];
    },
    resolve(w, at, value, resolver) {
      if (resolver === null) {
        const bytes = encodeText(value);
        w.set(at, bytes);
        w.view.setUint8(at + INLINE_TEXT, bytes.length);
        return;
      }
      w.view.setUint32(at, part(resolver, 1) as number, true);
      w.view.setInt32(at + 4, (part(resolver, 0) as number) - at, true);
    },
    check(v, at) {
      const { from, length } = textAt(v, at);
      if (length > max) throw new CodecError('CODEC_TOO_LONG', { bytes: length, max });
      if (from === at) {
        if (length > INLINE_TEXT) throw new CodecError('CODEC_INVALID', { rule: 'inline text has 7 bytes', length });
        v.text(at, length);
        return;
      }
      const claim = v.enter(from, length, 1);
      v.text(from, length);
      v.leave(claim);
    },
    read(a, at) {
      const { from, length } = textAt(a, at);
      return utf8Decoder.decode(a.bytes.subarray(from, from + length));
    },
  };
}

type Header = Omit<ArchiveType<{ readonly length: number }>, 'serialize' | 'read'>;

function header(
  name: string,
  max: number,
  size: number,
  align: number,
  checkElements: (v: Parameters<ArchiveType<unknown>['check']>[0], at: number, count: number) => void,
): Header {
  return {
    name,
    layout: VEC_LAYOUT,
    offsets: {},
    outOfLine: true,
    plain: false,
    resolve(w, at, value, resolver) {
      w.view.setInt32(at, (resolver as number) - at, true);
      w.view.setUint32(at + 4, value.length, true);
    },
    check(v, at) {
      const count = v.view.getUint32(at + 4, true);
      if (count > max) throw new CodecError('CODEC_TOO_LONG', { count, max });
      const from = target(v, at);
      const claim = v.enter(from, count * size, align);
      checkElements(v, from, count);
      v.leave(claim);
    },
  };
}

function target(a: ArchiveView, at: number): number {
  return at + a.view.getInt32(at, true);
}

/** The sign bit of the distance, top bit of the last byte, tells the two forms apart. */
function textAt(a: ArchiveView, at: number): { from: number; length: number } {
  const last = a.bytes[at + INLINE_TEXT] as number;
  if (last < 0x80) return { from: at, length: last };
  return { from: at + a.view.getInt32(at + 4, true), length: a.view.getUint32(at, true) };
}

function encodeText(value: string): Uint8Array {
  if (!value.isWellFormed()) throw new CodecError('CODEC_RANGE', { rule: 'text without lone surrogates' });
  return utf8(value);
}

function expectAtMost(count: number, max: number): void {
  if (count > max) throw new CodecError('CODEC_RANGE', { count, max });
}

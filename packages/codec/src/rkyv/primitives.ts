import { CodecError } from '../errors.ts';
import type { ArchiveType } from './archive.ts';
import type { Layout } from './layout.ts';

export const u8: ArchiveType<number> = small('u8', 1, 0, 0xff, 'Uint8');
export const u16: ArchiveType<number> = small('u16', 2, 0, 0xffff, 'Uint16');
export const u32: ArchiveType<number> = small('u32', 4, 0, 0xffff_ffff, 'Uint32');
export const i8: ArchiveType<number> = small('i8', 1, -0x80, 0x7f, 'Int8');
export const i16: ArchiveType<number> = small('i16', 2, -0x8000, 0x7fff, 'Int16');
export const i32: ArchiveType<number> = small('i32', 4, -0x8000_0000, 0x7fff_ffff, 'Int32');
export const u64: ArchiveType<bigint> = large('u64', 0n, 2n ** 64n - 1n, 'BigUint64');
export const i64: ArchiveType<bigint> = large('i64', -(2n ** 63n), 2n ** 63n - 1n, 'BigInt64');

/** One byte, 0 or 1. */
export const bool: ArchiveType<boolean> = {
  ...inline('bool', { size: 1, align: 1, niche: { available: 254, offset: 0 } }),
  plain: false,
  resolve: (w, at, value) => w.view.setUint8(at, value ? 1 : 0),
  check: (v, at) => {
    v.tag(at, 2);
  },
  read: (a, at) => a.bytes[at] === 1,
};

/** `()`: no bytes. */
export const unit: ArchiveType<null> = {
  ...inline('()', { size: 0, align: 1, niche: null }),
  resolve: () => {},
  check: () => {},
  read: () => null,
};

/**
 * `size` raw bytes. Align 8 for Montgomery limbs (`words(4)` for scalars), which no validation looks into.
 * Spec: 05 §3.2
 */
export function fixedBytes(size: number, align: 1 | 4 | 8 = 1): ArchiveType<Uint8Array> {
  return {
    ...inline(`[u8; ${size}]`, { size, align, niche: null }),
    resolve(w, at, value) {
      if (value.length !== size) throw new CodecError('CODEC_RANGE', { expectedBytes: size, bytes: value.length });
      w.set(at, value);
    },
    check: () => {},
    read: (a, at) => a.bytes.slice(at, at + size),
  };
}

/** `count` 64-bit limbs as raw little-endian bytes: scalars (4) and base field elements (6) in Montgomery form. Spec: 01 §3.1 */
export function words(count: number): ArchiveType<Uint8Array> {
  return fixedBytes(8 * count, 8);
}

type Inline = Pick<ArchiveType<unknown>, 'name' | 'layout' | 'offsets' | 'outOfLine' | 'plain' | 'serialize'>;

function inline(name: string, layout: Layout): Inline {
  return { name, layout, offsets: {}, outOfLine: false, plain: true, serialize: () => null };
}

function small(
  name: string,
  size: number,
  min: number,
  max: number,
  kind: 'Uint8' | 'Uint16' | 'Uint32' | 'Int8' | 'Int16' | 'Int32',
): ArchiveType<number> {
  return {
    ...inline(name, { size, align: size, niche: null }),
    resolve(w, at, value) {
      if (!Number.isInteger(value) || value < min || value > max) throw new CodecError('CODEC_RANGE', { value, max });
      w.view[`set${kind}`](at, value, true);
    },
    check: () => {},
    read: (a, at) => a.view[`get${kind}`](at, true),
  };
}

function large(name: string, min: bigint, max: bigint, kind: 'BigUint64' | 'BigInt64'): ArchiveType<bigint> {
  return {
    ...inline(name, { size: 8, align: 8, niche: null }),
    resolve(w, at, value) {
      if (typeof value !== 'bigint' || value < min || value > max) throw new CodecError('CODEC_RANGE', { max });
      w.view[`set${kind}`](at, value, true);
    },
    check: () => {},
    read: (a, at) => a.view[`get${kind}`](at, true),
  };
}

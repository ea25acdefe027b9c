import { CodecError } from '../errors.ts';
import type { ArchiveType, Unarchived } from './archive.ts';
import { alignUp, type Layout } from './layout.ts';

/** One alternative of an enum: its tag byte and its payload; null for a unit variant. */
export type Variant<T = unknown> = { readonly tag: number; readonly payload: ArchiveType<T> | null };

export type Variants = Readonly<Record<string, Variant<unknown>>>;

/** `{ kind: 'Call', value }`, or `{ kind: 'OutOfGas' }` for a unit variant. */
export type EnumValue<V extends Variants> = {
  [K in keyof V]: V[K]['payload'] extends null
    ? { readonly kind: K }
    : { readonly kind: K; readonly value: Unarchived<V[K]['payload']> };
}[keyof V];

/** A unit variant with this tag. */
export function variant(tag: number): { readonly tag: number; readonly payload: null };
/** A variant with this tag and payload. */
export function variant<T>(
  tag: number,
  payload: ArchiveType<T>,
): { readonly tag: number; readonly payload: ArchiveType<T> };
export function variant(tag: number, payload: ArchiveType<unknown> | null = null): Variant {
  return { tag, payload };
}

/**
 * An enum: tag byte at 0, payload at its own alignment (at least 1), rest zero.
 * @throws CodecError CODEC_INVALID unless the tags are 0, 1, 2 … in some order
 * Spec: 05 §3.1
 */
export function enumOf<V extends Variants>(name: string, variants: V): ArchiveType<EnumValue<V>> {
  const byKind = new Map(Object.entries(variants));
  const byTag = new Array<[string, ArchiveType<unknown> | null]>(byKind.size);
  for (const [kind, { tag, payload }] of byKind) byTag[tag] = [kind, payload];
  if (byTag.length !== byKind.size || byTag.includes(undefined as never)) {
    throw new CodecError('CODEC_INVALID', { rule: 'tags count from 0', type: name });
  }
  const find = (kind: string): Variant => {
    const found = byKind.get(kind);
    if (!found) throw new CodecError('CODEC_RANGE', { type: name, kind });
    return found;
  };
  type Loose = { readonly kind: string; readonly value?: unknown };
  return {
    name,
    layout: layoutOfVariants(byTag.map(([, payload]) => payload)),
    offsets: {},
    outOfLine: byTag.some(([, payload]) => payload?.outOfLine),
    plain: false,
    serialize(w, value) {
      const { kind, value: inner } = value as Loose;
      const { payload } = find(kind);
      return payload?.outOfLine ? payload.serialize(w, inner) : null;
    },
    resolve(w, at, value, resolver) {
      const { kind, value: inner } = value as Loose;
      const { tag, payload } = find(kind);
      w.view.setUint8(at, tag);
      payload?.resolve(w, at + payload.layout.align, inner, resolver);
    },
    check(v, at) {
      const payload = byTag[v.tag(at, byTag.length)]?.[1];
      if (payload && !payload.plain) payload.check(v, at + payload.layout.align);
    },
    read(a, at) {
      const [kind, payload] = byTag[a.bytes[at] as number] as [string, ArchiveType<unknown> | null];
      const value: Loose = payload ? { kind, value: payload.read(a, at + payload.layout.align) } : { kind };
      return value as EnumValue<V>;
    },
  };
}

/** `Option<T>`: tag 0 and zeros for null, tag 1 and the payload at its alignment. Spec: 05 §3.1 */
export function option<T>(type: ArchiveType<T>): ArchiveType<T | null> {
  const offset = type.layout.align;
  return {
    name: `Option<${type.name}>`,
    layout: layoutOfVariants([null, type]),
    offsets: {},
    outOfLine: type.outOfLine,
    plain: false,
    serialize: (w, value) => (value === null ? null : type.serialize(w, value)),
    resolve(w, at, value, resolver) {
      if (value === null) return;
      w.view.setUint8(at, 1);
      type.resolve(w, at + offset, value, resolver);
    },
    check(v, at) {
      if (v.tag(at, 2) === 1 && !type.plain) type.check(v, at + offset);
    },
    read: (a, at) => (a.bytes[at] === 1 ? type.read(a, at + offset) : null),
  };
}

function layoutOfVariants(payloads: readonly (ArchiveType<unknown> | null)[]): Layout {
  let size = 1;
  let align = 1;
  for (const payload of payloads) {
    if (!payload) continue;
    size = Math.max(size, payload.layout.align + payload.layout.size);
    align = Math.max(align, payload.layout.align);
  }
  return { size: alignUp(size, align), align, niche: { available: 256 - payloads.length, offset: 0 } };
}

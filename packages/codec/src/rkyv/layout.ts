import { CodecError } from '../errors.ts';

/** Bit patterns of one byte that no value uses; the compiler's field order depends on them. */
export type Niche = { readonly available: number; readonly offset: number };

/** Size, alignment and largest niche of an archived type, in bytes. Spec: 05 §3 */
export type Layout = { readonly size: number; readonly align: number; readonly niche: Niche | null };

/** Where the fields of a struct or tuple lie, in declaration order. */
export type Placement = { readonly layout: Layout; readonly offsets: readonly number[] };

/** `value` rounded up to a multiple of `align`, a power of two. */
export function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

/**
 * Places fields as the compiler does for a type without fixed representation: by alignment group, then larger niches
 * first, stable. `lastStays` keeps the last field last, as in tuples. Spec: 01 §15, 03 §17.1
 */
export function placeByRule(fields: readonly Layout[], lastStays: boolean): Placement {
  const maxAlign = Math.max(1, ...fields.map((field) => field.align));
  const anyNiche = fields.some((field) => field.niche !== null);
  const group = (field: Layout): number => {
    const key = trailingZeros(Math.max(field.align, field.size));
    return anyNiche ? Math.min(trailingZeros(maxAlign), key) : key;
  };
  const order = fields.map((_, index) => index);
  const last = lastStays ? order.splice(-1) : [];
  order.sort((a, b) => {
    const x = fields[a] as Layout;
    const y = fields[b] as Layout;
    return (
      Number(x.size !== 0) - Number(y.size !== 0) ||
      group(y) - group(x) ||
      (y.niche?.available ?? 0) - (x.niche?.available ?? 0) ||
      (x.niche?.offset ?? 0) - (y.niche?.offset ?? 0)
    );
  });
  return placeInOrder(fields, [...order, ...last]);
}

/**
 * Places fields at measured offsets.
 * @throws CodecError CODEC_INVALID if fields overlap, are misaligned, or are not all given
 */
export function placeAt(fields: readonly Layout[], offsets: readonly number[]): Placement {
  if (offsets.length !== fields.length) throw new CodecError('CODEC_INVALID', { rule: 'one offset per field' });
  const align = Math.max(1, ...fields.map((field) => field.align));
  const sizeOf = (index: number): number => fields[index]?.size ?? 0;
  const order = fields
    .map((_, index) => index)
    .sort((a, b) => (offsets[a] as number) - (offsets[b] as number) || sizeOf(a) - sizeOf(b));
  let end = 0;
  for (const index of order) {
    const offset = offsets[index] as number;
    const field = fields[index] as Layout;
    if (!Number.isInteger(offset) || offset % field.align !== 0) {
      throw new CodecError('CODEC_INVALID', { rule: 'aligned field', offset });
    }
    if (offset < end) throw new CodecError('CODEC_INVALID', { rule: 'fields do not overlap', offset });
    end = offset + field.size;
  }
  const size = alignUp(end, align);
  return { layout: { size, align, niche: largestNiche(fields, offsets, order) }, offsets };
}

function placeInOrder(fields: readonly Layout[], order: readonly number[]): Placement {
  const offsets = new Array<number>(fields.length).fill(0);
  let end = 0;
  for (const index of order) {
    const field = fields[index] as Layout;
    const offset = alignUp(end, field.align);
    offsets[index] = offset;
    end = offset + field.size;
  }
  return placeAt(fields, offsets);
}

function largestNiche(fields: readonly Layout[], offsets: readonly number[], order: readonly number[]): Niche | null {
  let best: Niche | null = null;
  for (const index of order) {
    const niche = fields[index]?.niche;
    if (niche && niche.available > (best?.available ?? 0)) {
      best = { available: niche.available, offset: niche.offset + (offsets[index] as number) };
    }
  }
  return best;
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}

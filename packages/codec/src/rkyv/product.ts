import { CodecError } from '../errors.ts';
import type { ArchiveType, Resolver, Unarchived } from './archive.ts';
import { type Placement, placeAt, placeByRule } from './layout.ts';

/** Field types by name, in declaration order: the order in which out-of-line data is written and checked. */
export type FieldTypes = Readonly<Record<string, ArchiveType<unknown>>>;

export type StructValue<F extends FieldTypes> = { readonly [K in keyof F]: Unarchived<F[K]> };

export type TupleValue<A extends readonly ArchiveType<unknown>[]> = { readonly [K in keyof A]: Unarchived<A[K]> };

/**
 * A struct. `fields` in declaration order; `offsets` are the measured ones, without them the compiler's rule decides.
 * @throws CodecError CODEC_INVALID if the offsets overlap, are misaligned or do not name every field
 * Spec: 01 §15, 05 §3
 */
export function struct<F extends FieldTypes>(
  name: string,
  fields: F,
  offsets?: { readonly [K in keyof F]: number },
): ArchiveType<StructValue<F>> {
  const names = Object.keys(fields);
  const types = Object.values(fields);
  const layouts = types.map((type) => type.layout);
  const placed = offsets
    ? placeAt(
        layouts,
        names.map((field) => offsets[field] ?? Number.NaN),
      )
    : placeByRule(layouts, false);
  return product(
    name,
    names,
    types,
    placed,
    ascending(names.length),
    (value: StructValue<F>, i) => {
      return value[names[i] as string];
    },
    (values) => {
      const value: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) value[names[i] as string] = values[i];
      return value as StructValue<F>;
    },
  );
}

/** A tuple: the last element stays last in memory; its out-of-line data is written last element first. Spec: 03 §17.1 */
export function tuple<const A extends readonly ArchiveType<unknown>[]>(...types: A): ArchiveType<TupleValue<A>> {
  const names = types.map((_, i) => String(i));
  const placed = placeByRule(
    types.map((type) => type.layout),
    true,
  );
  const name = `(${types.map((type) => type.name).join(', ')})`;
  return product(
    name,
    names,
    types,
    placed,
    ascending(names.length).reverse(),
    (value: TupleValue<A>, i) => value[i],
    (values) => values as unknown as TupleValue<A>,
  );
}

/** `[T; count]`. @throws CodecError CODEC_RANGE on writing another number of elements */
export function array<T>(type: ArchiveType<T>, count: number): ArchiveType<readonly T[]> {
  const { size, align, niche } = type.layout;
  const indices = ascending(count);
  const expectCount = (values: readonly T[]): void => {
    if (values.length !== count) throw new CodecError('CODEC_RANGE', { expected: count, elements: values.length });
  };
  return {
    name: `[${type.name}; ${count}]`,
    layout: { size: size * count, align, niche: count === 0 ? null : niche },
    offsets: {},
    outOfLine: type.outOfLine,
    plain: type.plain,
    serialize(w, values) {
      expectCount(values);
      return values.map((value) => type.serialize(w, value));
    },
    resolve(w, at, values, resolver) {
      expectCount(values);
      values.forEach((value, i) => {
        type.resolve(w, at + i * size, value, part(resolver, i));
      });
    },
    check(v, at) {
      for (const i of indices) type.check(v, at + i * size);
    },
    read: (a, at) => indices.map((i) => type.read(a, at + i * size)),
  };
}

/** The resolver of element `i`; null where the parent has no out-of-line data. */
export function part(resolver: Resolver, i: number): Resolver {
  return Array.isArray(resolver) ? ((resolver as readonly Resolver[])[i] ?? null) : null;
}

function product<T>(
  name: string,
  names: readonly string[],
  types: readonly ArchiveType<unknown>[],
  placed: Placement,
  /** Order of writing and checking out-of-line data. */
  order: readonly number[],
  get: (value: T, index: number) => unknown,
  build: (values: unknown[]) => T,
): ArchiveType<T> {
  const { layout, offsets } = placed;
  const typeAt = (i: number): ArchiveType<unknown> => types[i] as ArchiveType<unknown>;
  const offsetAt = (i: number): number => offsets[i] as number;
  const checked = order.filter((i) => !typeAt(i).plain);
  return {
    name,
    layout,
    offsets: Object.fromEntries(names.map((field, i) => [field, offsetAt(i)])),
    outOfLine: types.some((type) => type.outOfLine),
    plain: checked.length === 0,
    serialize(w, value) {
      const resolvers = new Array<Resolver>(types.length).fill(null);
      for (const i of order) {
        if (typeAt(i).outOfLine) resolvers[i] = typeAt(i).serialize(w, get(value, i));
      }
      return resolvers;
    },
    resolve(w, at, value, resolver) {
      for (let i = 0; i < types.length; i++) {
        typeAt(i).resolve(w, at + offsetAt(i), get(value, i), part(resolver, i));
      }
    },
    check(v, at) {
      for (const i of checked) typeAt(i).check(v, at + offsetAt(i));
    },
    read: (a, at) => build(types.map((type, i) => type.read(a, at + offsetAt(i)))),
  };
}

function ascending(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

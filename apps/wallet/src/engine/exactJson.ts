/** JSON text with indents in which a `bigint` keeps its digits. */
export function exactJson(value: unknown): string {
  const exact = new Map<string, string>();
  const text = JSON.stringify(
    value,
    (_, entry: unknown) => {
      if (typeof entry !== 'bigint') return entry;
      const place = `@${exact.size}@`;
      exact.set(place, entry.toString());
      return place;
    },
    2,
  );
  return text.replace(/"(@\d+@)"/g, (whole, place: string) => exact.get(place) ?? whole);
}

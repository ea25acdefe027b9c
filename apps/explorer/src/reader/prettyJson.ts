/** JSON text with indents; `bigint` as exact numbers. */
export function prettyJson(value: unknown): string {
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

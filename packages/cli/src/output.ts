/** `name  value` lines, names padded to one width. `undefined` values are left out. */
export function formatFields(fields: Readonly<Record<string, string | number | bigint | undefined>>): string {
  const rows = Object.entries(fields).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`).join('\n');
}

/** Columns padded to their widest cell, two blanks apart. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** JSON for machines: `bigint` as decimal strings. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, (_, entry) => (typeof entry === 'bigint' ? entry.toString() : entry));
}

/** Nested objects as indented `name  value` lines; lists get one line an entry. */
export function formatTree(value: Readonly<Record<string, unknown>>, indent = ''): string {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const width = Math.max(0, ...entries.filter(([, entry]) => isLeaf(entry)).map(([name]) => name.length));
  return entries
    .map(([name, entry]) => {
      if (isLeaf(entry)) return `${indent}${name.padEnd(width)}  ${formatLeaf(entry)}`;
      if (!Array.isArray(entry))
        return `${indent}${name}\n${formatTree(entry as Record<string, unknown>, `${indent}  `)}`;
      const lines = entry.map((item) =>
        isLeaf(item) ? `${indent}  ${formatLeaf(item)}` : formatTree(item as Record<string, unknown>, `${indent}  `),
      );
      return [`${indent}${name}`, ...lines].join('\n');
    })
    .join('\n');
}

function isLeaf(value: unknown): boolean {
  return value === null || typeof value !== 'object' || (Array.isArray(value) && value.length === 0);
}

function formatLeaf(value: unknown): string {
  if (value === null) return '-';
  return Array.isArray(value) ? 'none' : String(value);
}

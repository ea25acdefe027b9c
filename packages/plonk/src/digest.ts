import { toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { sha256 } from '@eventide/crypto/hash';
import { type Layout, type Row, SELECTORS, WIRES, type Wire } from './composer/row.ts';

const SELECTORS_SIZE = SELECTORS.length * 32;

export type RowRange = { readonly start?: number | undefined; readonly end?: number | undefined };

/**
 * What a verifier key depends on, as one SHA-256 in hex: selectors, wires renumbered by first appearance, and a flag
 * for a public input. Two layouts that differ in the order of their witnesses only have one digest. Spec: 10 §2
 */
export function rowDigest(layout: Layout, range: RowRange = {}): string {
  const names = new Map<Wire, number>();
  const open = new Set(layout.publicRows);
  const rename = (wire: Wire) => {
    const name = names.get(wire) ?? names.size;
    names.set(wire, name);
    return name;
  };
  return toHex(sha256(rowBytes(layout, range, rename, (row) => Uint8Array.of(open.has(row) ? 1 : 0))));
}

/** SHA-256 of `numberedRows` in hex. */
export function numberedRowDigest(layout: Layout, range: RowRange = {}): string {
  return toHex(sha256(numberedRows(layout, range)));
}

/** Selectors and wires with the numbers the composer gave them; nothing else. Spec: 02 §15 */
export function numberedRows(layout: Layout, range: RowRange = {}): Uint8Array {
  return rowBytes(
    layout,
    range,
    (wire) => wire,
    () => new Uint8Array(),
  );
}

function rowBytes(
  { rows }: Layout,
  { start = 0, end = rows.length }: RowRange,
  nameOf: (wire: Wire) => number,
  tail: (row: number) => Uint8Array,
): Uint8Array {
  const rowSize = SELECTORS_SIZE + WIRES.length * 4 + tail(start).length;
  const bytes = new Uint8Array((end - start) * rowSize);
  const view = new DataView(bytes.buffer);
  for (let i = start; i < end; i++) {
    const row = rows[i] as Row;
    const at = (i - start) * rowSize;
    SELECTORS.forEach((selector, k) => {
      const value = row[selector];
      if (value) bytes.set(fr.encode(fr.reduce(value)), at + 32 * k);
    });
    WIRES.forEach((name, k) => {
      view.setUint32(at + SELECTORS_SIZE + 4 * k, nameOf(row[name] ?? 0), true);
    });
    bytes.set(tail(i), at + SELECTORS_SIZE + WIRES.length * 4);
  }
  return bytes;
}

import { fromHex, toBase58, toHex } from './text.ts';

/** What the browser test asks of this package in a page. */
export function roundTrip(hex: string): { hex: string; base58: string; isolated: boolean } {
  const bytes = fromHex(hex);
  return { hex: toHex(bytes), base58: toBase58(bytes), isolated: globalThis.crossOriginIsolated };
}

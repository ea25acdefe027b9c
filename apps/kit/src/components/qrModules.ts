import { encodeQR } from 'qr';

/** Quiet modules around a code; the page's own white adds to them. */
const BORDER = 1;

/** The modules of a QR code, row by row: true is dark. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encodeQR(text, 'raw', { ecc: 'medium', border: BORDER });
}

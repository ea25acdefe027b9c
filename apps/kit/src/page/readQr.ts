import { decodeQR } from 'qr/decode.js';

/** A picture as canvases give it: four bytes a pixel, row by row. */
export type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

/** The text of a QR code in a picture; null if there is none that can be read. Tens of milliseconds: for workers. */
export function readQr({ width, height, data }: Pixels): string | null {
  try {
    return decodeQR({ width, height, data });
  } catch {
    return null;
  }
}

/**
 * Bytes with whatever lay there before, for memory that is overwritten whole before anybody sees it: zeroing a payload costs as
 * much as copying it.
 */
export function uninitialised(sizeBytes: number): Uint8Array {
  // Not a Buffer: its `slice` would alias.
  return new Uint8Array(Buffer.allocUnsafeSlow(sizeBytes).buffer);
}

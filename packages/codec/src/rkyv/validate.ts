import { CodecError } from '../errors.ts';

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The part of the archive that the data behind a pointer leaves to its successors. */
export type Claim = { readonly start: number; readonly end: number };

/**
 * Checks an archive while its types walk it. Data behind pointers must lie in the current range: inside the archive,
 * before the object that points to it, behind all data claimed earlier. So no byte is claimed twice and work is
 * bounded by the size of the archive. Spec: 05 §3.1, 03 §17.1
 */
export class ArchiveValidator {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  #start = 0;
  #end: number;

  /** `root` is where the root object starts; nothing points behind it. */
  constructor(bytes: Uint8Array, root: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = root;
  }

  /** A tag below `count`. @throws CodecError CODEC_BAD_TAG */
  tag(at: number, count: number): number {
    const tag = this.bytes[at] as number;
    if (tag >= count) throw new CodecError('CODEC_BAD_TAG', { tag, at });
    return tag;
  }

  /**
   * Enters `size` bytes at `target`, aligned to `align`; what they point to must precede them. Give the claim to `leave`.
   * @throws CodecError CODEC_BAD_POINTER
   */
  enter(target: number, size: number, align: number): Claim {
    if (target % align !== 0) throw new CodecError('CODEC_BAD_POINTER', { target, align });
    if (target < this.#start || target + size > this.#end) {
      throw new CodecError('CODEC_BAD_POINTER', { target, size, from: this.#start, to: this.#end });
    }
    const claim = { start: target + size, end: this.#end };
    this.#end = target;
    return claim;
  }

  leave(claim: Claim): void {
    this.#start = claim.start;
    this.#end = claim.end;
  }

  /** @throws CodecError CODEC_BAD_TEXT unless the bytes are UTF-8 */
  text(at: number, length: number): void {
    try {
      utf8Decoder.decode(this.bytes.subarray(at, at + length));
    } catch {
      throw new CodecError('CODEC_BAD_TEXT', { at });
    }
  }
}

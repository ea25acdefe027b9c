import { EventideError } from '@eventide/base';

export type CodecErrorCode =
  /** The input ends before the value does. */
  | 'CODEC_TOO_SHORT'
  /** Bytes are left after the value. */
  | 'CODEC_TRAILING'
  /** A length, count or size exceeds its bound. */
  | 'CODEC_TOO_LONG'
  /** An enum tag or boolean has no meaning. */
  | 'CODEC_BAD_TAG'
  /** A value that has another, shorter or proper, encoding (unreduced scalar, non-zero padding …). */
  | 'CODEC_NOT_CANONICAL'
  /** Not a point of the curve, or not in the prime-order subgroup. */
  | 'CODEC_BAD_POINT'
  /** Bytes are not UTF-8. */
  | 'CODEC_BAD_TEXT'
  /** An archive's relative pointer leaves the archive or is misaligned. */
  | 'CODEC_BAD_POINTER'
  /** Any other rule of the format; `details.rule` names it. */
  | 'CODEC_INVALID'
  /** A value cannot be written: out of the field's range. */
  | 'CODEC_RANGE';

/** Bytes are not a valid encoding, or a value has none. */
export class CodecError extends EventideError<CodecErrorCode> {
  override readonly name = 'CodecError';
}

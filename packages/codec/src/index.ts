export { type Codec, decode, encode } from './codec.ts';
export { bytesCodec, listCodec, optionCodec } from './combinators.ts';
export { CodecError, type CodecErrorCode } from './errors.ts';
export { Reader } from './reader.ts';
export { Writer } from './writer.ts';

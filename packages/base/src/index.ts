export {
  bytesToIntBe,
  bytesToIntLe,
  compareBytes,
  concatBytes,
  equalBytes,
  equalSecret,
  intToBytesBe,
  intToBytesLe,
  utf8,
} from './bytes.ts';
export { type ErrorDetails, EventideError, type FaultCode, FaultError, isEventideError } from './errors.ts';
export { formatDusk, LUX_PER_DUSK, type Lux, LuxError, type LuxErrorCode, parseDusk } from './lux.ts';
export { fromBase58, fromBase64, fromHex, TextError, type TextErrorCode, toBase58, toBase64, toHex } from './text.ts';
export { accept, refuse, type Verdict } from './verdict.ts';

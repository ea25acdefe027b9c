import { concatBytes, utf8 } from '@eventide/base';
import { RuesError } from './errors.ts';
import { JSON_TYPE } from './headers.ts';
import { formatUri, parseLocation, type RuesUri } from './uri.ts';

/** An event as it crosses the socket. Spec: 08 §2.5 */
export type EventFrame = {
  readonly uri: RuesUri;
  /** Hex of the transaction, or of the block, that a contract event belongs to. */
  readonly origin?: string | undefined;
  /** The data is JSON text, and the frame says so. */
  readonly json?: boolean | undefined;
  readonly data: Uint8Array;
};

/** Headers hold an address, an origin and a type: far more would be an attack. */
const MAX_HEADER_BYTES = 16_384;
const LENGTH_BYTES = 4;

/** Names in alphabetical order, which is the order of the bytes. */
type FrameHeaders = { 'Content-Location': string; 'Content-Type'?: string; 'Rusk-Origin'?: string };

/** Bytes of an event. Spec: 08 §2.5 */
export function encodeFrame({ uri, origin, json, data }: EventFrame): Uint8Array {
  const named: FrameHeaders = {
    'Content-Location': formatUri(uri),
    ...(json === true ? { 'Content-Type': JSON_TYPE } : {}),
    ...(origin === undefined ? {} : { 'Rusk-Origin': origin }),
  };
  const headers = utf8(JSON.stringify(named));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, headers.length, true);
  return concatBytes(length, headers, data);
}

/**
 * The event of a binary message. `data` is a view of `bytes`. Headers this package does not know are passed over.
 * @throws RuesError RUES_BAD_FRAME
 * Spec: 08 §2.5
 */
export function decodeFrame(bytes: Uint8Array): EventFrame {
  const end = headersEnd(bytes);
  const headers = parseHeaders(bytes.subarray(LENGTH_BYTES, end));
  const location = headers.get('content-location');
  const uri = location === undefined ? undefined : parseLocation(location);
  if (uri === undefined) throw new RuesError('RUES_BAD_FRAME', { rule: 'content-location is an address' });
  return {
    uri,
    origin: headers.get('rusk-origin'),
    json: headers.get('content-type')?.toLowerCase().startsWith(JSON_TYPE) ?? false,
    data: bytes.subarray(end),
  };
}

function headersEnd(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw new RuesError('RUES_BAD_FRAME', { bytes: bytes.length });
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (size > MAX_HEADER_BYTES || size > bytes.length - LENGTH_BYTES) {
    throw new RuesError('RUES_BAD_FRAME', { headerBytes: size, bytes: bytes.length });
  }
  return LENGTH_BYTES + size;
}

function parseHeaders(bytes: Uint8Array): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RuesError('RUES_BAD_FRAME', { rule: 'headers are JSON' }, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RuesError('RUES_BAD_FRAME', { rule: 'headers are an object' });
  }
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(texts.map(([name, text]) => [name.toLowerCase(), text]));
}

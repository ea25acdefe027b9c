import { KadcastError } from '../errors.ts';
import { ROW_LENGTH, SYSTEMATIC_TABLE } from './systematicTable.ts';

/** Most source symbols of one block. Spec: 07 §8.2 */
export const MAX_BLOCK_SYMBOLS = 56_403;

/** Sizes that follow from the number of source symbols of a block; names of RFC 6330 §5.3.3.3. Spec: 07 §8.2 */
export type BlockParams = {
  /** Source symbols. */
  readonly K: number;
  /** K', source symbols with the zero padding. */
  readonly Kp: number;
  readonly J: number;
  /** LDPC rows. */
  readonly S: number;
  /** HDPC rows. */
  readonly H: number;
  /** LT symbols. */
  readonly W: number;
  /** Intermediate symbols. */
  readonly L: number;
  /** Permanently inactive symbols. */
  readonly P: number;
  /** Smallest prime ≥ P. */
  readonly P1: number;
  /** LT symbols that are no LDPC symbols. */
  readonly B: number;
};

/** Object transmission information: how a payload was cut. Spec: 07 §8.1 */
export type Oti = {
  /** F, payload bytes. */
  readonly transferLength: number;
  /** T, bytes per symbol. */
  readonly symbolSize: number;
  /** Z. */
  readonly sourceBlocks: number;
  /** N. */
  readonly subBlocks: number;
  /** Al. */
  readonly alignment: number;
};

/** One source block: where it lies in the payload. */
export type SourceBlock = { readonly offset: number; readonly symbols: number };

/** Bytes of an encoded `Oti`. */
export const OTI_BYTES = 12;

const WORKING_MEMORY = 10 * 1024 * 1024;

/** Parameters of a block with `symbols` source symbols, 1 to 56,403. @throws KadcastError KADCAST_OTI. Spec: 07 §8.2 */
export function blockParams(symbols: number): BlockParams {
  if (!Number.isInteger(symbols) || symbols < 1 || symbols > MAX_BLOCK_SYMBOLS) {
    throw new KadcastError('KADCAST_OTI', { symbols });
  }
  const at = rowOf(symbols);
  const [Kp, J, S, H, W] = SYSTEMATIC_TABLE.slice(at, at + ROW_LENGTH) as [number, number, number, number, number];
  const L = Kp + S + H;
  const P = L - W;
  return { K: symbols, Kp, J, S, H, W, L, P, P1: primeFrom(P), B: W - S };
}

/** What the reference derives for a payload of `transferLength` bytes and datagrams of `mtu`. Spec: 07 §8.1 */
export function deriveOti(transferLength: number, mtu: number): Oti {
  if (transferLength < 1 || mtu < 1) throw new KadcastError('KADCAST_OTI', { transferLength, mtu });
  const alignment = mtu >= 64 ? 8 : 1;
  const symbolSize = mtu - (mtu % alignment);
  const total = Math.ceil(transferLength / symbolSize);
  const most = symbolSize / alignment / alignment;
  const limit = (n: number): number =>
    largestBlock(WORKING_MEMORY / (alignment * Math.ceil(symbolSize / alignment / n)));
  const sourceBlocks = Math.ceil(total / limit(Math.floor(most)));
  let subBlocks = 1;
  while (subBlocks < most && Math.ceil(total / sourceBlocks) > limit(subBlocks)) subBlocks++;
  if (sourceBlocks > 255) throw new KadcastError('KADCAST_OTI', { transferLength, mtu });
  return { transferLength, symbolSize, sourceBlocks, subBlocks, alignment };
}

/** 12 bytes, big-endian. Spec: 07 §8.1 */
export function encodeOti(oti: Oti): Uint8Array {
  const bytes = new Uint8Array(OTI_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, Math.floor(oti.transferLength / 2 ** 32));
  view.setUint32(1, oti.transferLength >>> 0);
  view.setUint16(6, oti.symbolSize);
  view.setUint8(8, oti.sourceBlocks);
  view.setUint16(9, oti.subBlocks);
  view.setUint8(11, oti.alignment);
  return bytes;
}

/** Bounds a receiver puts on what senders claim. */
export type OtiLimits = {
  /** F must be below. */
  readonly maxTransferLength: number;
  /** T at most. */
  readonly maxSymbolSize: number;
};

/**
 * Reads and checks 12 bytes at `offset`. Every field is bounded before anything is computed from it; the reserved byte is ignored.
 * @throws KadcastError KADCAST_SHORT, KADCAST_OTI. Spec: 07 §6.3, §8.1
 */
export function decodeOti(bytes: Uint8Array, offset: number, limits: OtiLimits): Oti {
  if (bytes.length - offset < OTI_BYTES) throw new KadcastError('KADCAST_SHORT', { bytes: bytes.length, offset });
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, OTI_BYTES);
  const oti: Oti = {
    transferLength: view.getUint8(0) * 2 ** 32 + view.getUint32(1),
    symbolSize: view.getUint16(6),
    sourceBlocks: view.getUint8(8),
    subBlocks: view.getUint16(9),
    alignment: view.getUint8(11),
  };
  if (!isValid(oti, limits)) throw new KadcastError('KADCAST_OTI', { ...oti });
  return oti;
}

/** Source block `number` < Z of an object. Spec: 07 §8.1 */
export function sourceBlock(oti: Oti, number: number): SourceBlock {
  const [large, small, largeCount] = partition(Math.ceil(oti.transferLength / oti.symbolSize), oti.sourceBlocks);
  const before = number * small + Math.min(number, largeCount);
  return { offset: before * oti.symbolSize, symbols: number < largeCount ? large : small };
}

/** Bytes each sub-block contributes to a symbol. Spec: 07 §8.1 */
export function subSymbolSizes(oti: Oti): number[] {
  const [large, small, largeCount] = partition(oti.symbolSize / oti.alignment, oti.subBlocks);
  return Array.from({ length: oti.subBlocks }, (_, i) => (i < largeCount ? large : small) * oti.alignment);
}

function isValid(oti: Oti, limits: OtiLimits): boolean {
  const { transferLength, symbolSize, sourceBlocks: blocks, subBlocks, alignment } = oti;
  if (alignment !== 8 || symbolSize === 0 || symbolSize % 8 !== 0 || symbolSize > limits.maxSymbolSize) return false;
  if (transferLength === 0 || transferLength >= limits.maxTransferLength) return false;
  if (subBlocks === 0 || subBlocks > symbolSize / 8) return false;
  const total = Math.ceil(transferLength / symbolSize);
  return blocks !== 0 && blocks <= total && Math.ceil(total / blocks) <= MAX_BLOCK_SYMBOLS;
}

/** [size of the larger parts, of the smaller, count of the larger] when `total` is cut into `parts`. */
function partition(total: number, parts: number): [number, number, number] {
  const small = Math.floor(total / parts);
  return [Math.ceil(total / parts), small, total - small * parts];
}

/** Offset of the first table row with K' ≥ `symbols`. */
function rowOf(symbols: number): number {
  let low = 0;
  let high = SYSTEMATIC_TABLE.length / ROW_LENGTH - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((SYSTEMATIC_TABLE[middle * ROW_LENGTH] as number) < symbols) low = middle + 1;
    else high = middle;
  }
  return low * ROW_LENGTH;
}

/** Largest K' of the table that is at most `bound`. */
function largestBlock(bound: number): number {
  for (let at = SYSTEMATIC_TABLE.length - ROW_LENGTH; at >= 0; at -= ROW_LENGTH) {
    const symbols = SYSTEMATIC_TABLE[at] as number;
    if (symbols <= bound) return symbols;
  }
  throw new KadcastError('KADCAST_OTI', { bound });
}

function primeFrom(start: number): number {
  for (let n = start; ; n++) {
    let prime = n > 1;
    for (let d = 2; prime && d * d <= n; d++) prime = n % d !== 0;
    if (prime) return n;
  }
}

import { BitWriter } from './bitWriter.ts';
import { writeCodeLengths } from './codeLengths.ts';
import { codeFor, codeOfLengths, type PrefixCode } from './prefixCode.ts';
import { MIN_MATCH, tokenize } from './tokens.ts';

/** A block ends when its tokens fill this buffer of the reference … */
const TOKEN_BYTES = 65_536 - 8;
/** … or when it has this many bytes and its tokens take nearly as many. */
const SETTLED_BYTES = 31 * 1024;
/** Below this a block uses the fixed codes, and below that it is never stored as it is. */
const FIXED_BELOW = 48;
const STORED_ABOVE = 32;
const WINDOW = 32_768;
const END_OF_BLOCK = 256;

/** First length, or distance, of each symbol; the bits behind it count from there. */
const LENGTH_BASES = bases(MIN_MATCH, 28, 4);
const DISTANCE_BASES = bases(1, 30, 2);

/**
 * Raw DEFLATE of `bytes`, bit for bit what the reference's compressor writes at its tenth level, so that circuits get the
 * reference's names. Any inflater reads it. Cost: seconds for megabytes. Spec: 02 §11.3, §11.4
 */
export function deflate(bytes: Uint8Array): Uint8Array {
  const out = new BitWriter();
  let block = new Block(0);
  tokenize(bytes, {
    literal: (byte) => block.add(byte, 0),
    match: (length, distance) => block.add(length, distance),
    advanced(position) {
      if (!block.isFull) return;
      writeBlock(out, block, bytes, position, false);
      block = new Block(block.start + block.size);
    },
  });
  writeBlock(out, block, bytes, bytes.length, true);
  return out.finish();
}

/** Tokens of one block, with how often each symbol occurs. */
class Block {
  readonly start: number;
  readonly values: number[] = [];
  /** 0 for a literal. */
  readonly distances: number[] = [];
  readonly literalCounts: Uint32Array = new Uint32Array(288);
  readonly distanceCounts: Uint32Array = new Uint32Array(32);
  /** Bytes it stands for. */
  size = 0;
  #tokenBytes = 1;

  constructor(start: number) {
    this.start = start;
  }

  add(value: number, distance: number): void {
    this.values.push(value);
    this.distances.push(distance);
    this.size += distance === 0 ? 1 : value;
    this.#tokenBytes += (distance === 0 ? 1 : 3) + (this.values.length % 8 === 0 ? 1 : 0);
    this.literalCounts[distance === 0 ? value : lengthSymbol(value)]!++;
    if (distance > 0) this.distanceCounts[symbolOf(DISTANCE_BASES, distance)]!++;
  }

  get isFull(): boolean {
    const heavy = (this.#tokenBytes * 115) >> 7 >= this.size;
    return this.#tokenBytes > TOKEN_BYTES || (this.size > SETTLED_BYTES && heavy);
  }
}

function writeBlock(out: BitWriter, block: Block, bytes: Uint8Array, position: number, last: boolean): void {
  out.put(last ? 1 : 0, 1);
  const start = out.mark();
  if (block.size < FIXED_BELOW) {
    out.put(1, 2);
    writeTokens(out, block, fixedLiterals(), codeOfLengths(new Uint8Array(32).fill(5)));
  } else {
    block.literalCounts[END_OF_BLOCK] = 1;
    const literals = codeFor(block.literalCounts, 15);
    const distances = codeFor(block.distanceCounts, 15);
    out.put(2, 2);
    writeCodeLengths(out, literals.lengths, distances.lengths);
    writeTokens(out, block, literals, distances);
  }
  const grew = out.byteLength - start[0] + 1 >= block.size;
  if (block.size > STORED_ABOVE && grew && position - block.start <= WINDOW) {
    out.rewind(start);
    writeStored(out, bytes.subarray(block.start, block.start + block.size));
  }
}

function writeStored(out: BitWriter, bytes: Uint8Array): void {
  out.put(0, 2);
  out.padToByte();
  out.put(bytes.length, 16);
  out.put(~bytes.length & 0xffff, 16);
  for (const byte of bytes) out.put(byte, 8);
}

function writeTokens(out: BitWriter, block: Block, literals: PrefixCode, distances: PrefixCode): void {
  const put = ({ codes, lengths }: PrefixCode, symbol: number): void =>
    out.put(codes[symbol] as number, lengths[symbol] as number);
  block.values.forEach((value, i) => {
    const distance = block.distances[i] as number;
    if (distance === 0) {
      put(literals, value);
      return;
    }
    const length = lengthSymbol(value);
    put(literals, length);
    if (value < 258) putExtra(out, LENGTH_BASES, length - 257, value);
    const symbol = symbolOf(DISTANCE_BASES, distance);
    put(distances, symbol);
    putExtra(out, DISTANCE_BASES, symbol, distance);
  });
  put(literals, END_OF_BLOCK);
}

function putExtra(out: BitWriter, list: readonly number[], symbol: number, value: number): void {
  const base = list[symbol] as number;
  const width = Math.log2((list[symbol + 1] as number) - base);
  out.put(value - base, width);
}

/** 258 has a symbol of its own without further bits. */
function lengthSymbol(length: number): number {
  return length === 258 ? 285 : 257 + symbolOf(LENGTH_BASES, length);
}

function symbolOf(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** `count` + 1 bounds: 2·`perWidth` symbols without further bits, then `perWidth` of each width. */
function bases(first: number, count: number, perWidth: number): readonly number[] {
  const list = [first];
  for (let symbol = 0; symbol < count; symbol++) {
    const width = Math.max(0, Math.floor(symbol / perWidth) - 1);
    list.push((list[symbol] as number) + 2 ** width);
  }
  return list;
}

function fixedLiterals(): PrefixCode {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256).fill(7, 256, 280);
  return codeOfLengths(lengths);
}

import { type Codec, CodecError } from '@eventide/codec';
import { CryptoError } from '../errors.ts';
import { drawBytes, type RandomBytes } from '../random.ts';
import { squareRoot } from './squareRoot.ts';
import { readIntBe, readIntLe, writeIntBe, writeIntLe } from './words.ts';

/**
 * Arithmetic of one prime field. Elements are canonical `bigint`s in [0, modulus); operations do not check their
 * arguments, decoders do. `bigint` arithmetic is not constant time: its duration depends on the values, secret keys
 * included (Spec: 01 §16, item 18). Signing belongs on machines whose timing nobody else can measure.
 */
export type Field = {
  /** `Fr`, `Fl` or `Fp`; appears in errors. */
  readonly name: string;
  readonly modulus: bigint;
  /** Size of the canonical encoding. */
  readonly size: number;
  /** Smallest multiplicative generator of the table in 01 §3. */
  readonly generator: bigint;
  readonly add: (a: bigint, b: bigint) => bigint;
  readonly sub: (a: bigint, b: bigint) => bigint;
  readonly neg: (a: bigint) => bigint;
  readonly mul: (a: bigint, b: bigint) => bigint;
  readonly square: (a: bigint) => bigint;
  /** @throws CryptoError CRYPTO_NO_INVERSE for 0 */
  readonly inv: (a: bigint) => bigint;
  /** `a^exponent`; the exponent is not negative. */
  readonly pow: (a: bigint, exponent: bigint) => bigint;
  /** The root that Tonelli and Shanks find, or null. */
  readonly sqrt: (a: bigint) => bigint | null;
  /** Any integer reduced into the field. */
  readonly reduce: (integer: bigint) => bigint;
  readonly isCanonical: (a: bigint) => boolean;
  /** Canonical bytes. @throws CryptoError CRYPTO_NOT_REDUCED */
  readonly encode: (a: bigint) => Uint8Array;
  /** @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_NOT_CANONICAL */
  readonly decode: (bytes: Uint8Array) => bigint;
  /** Little-endian Montgomery limbs `a·R`, the archived form. Spec: 01 §3.1 */
  readonly toMontgomery: (a: bigint) => Uint8Array;
  /** `limbs·R^-1`. As the reference, accepts limbs that are not reduced. Spec: 01 §3.1 @throws CodecError on a wrong length */
  readonly fromMontgomery: (limbs: Uint8Array) => bigint;
  /** 64 little-endian bytes, reduced. Spec: 01 §3 @throws CodecError on a wrong length */
  readonly fromBytesWide: (bytes: Uint8Array) => bigint;
  /** 64 bytes of `random`, reduced. Spec: 01 §2 */
  readonly random: (random: RandomBytes) => bigint;
  readonly codec: Codec<bigint>;
};

export type FieldParams = {
  readonly name: string;
  readonly modulus: bigint;
  /** Bytes, a multiple of 8; also the Montgomery limbs: R = 2^(8·size). */
  readonly size: number;
  readonly order: 'little' | 'big';
  readonly generator: bigint;
};

/** The field of these parameters. Spec: 01 §3 */
export function createField({ name, modulus, size, order, generator }: FieldParams): Field {
  const montgomeryR = (1n << BigInt(8 * size)) % modulus;
  const montgomeryInverse = invert(montgomeryR, modulus);
  const read = order === 'little' ? readIntLe : readIntBe;
  const write = order === 'little' ? writeIntLe : writeIntBe;

  const field: Field = {
    name,
    modulus,
    size,
    generator,
    add(a, b) {
      const sum = a + b;
      return sum >= modulus ? sum - modulus : sum;
    },
    sub(a, b) {
      const difference = a - b;
      return difference < 0n ? difference + modulus : difference;
    },
    neg: (a) => (a === 0n ? 0n : modulus - a),
    mul: (a, b) => (a * b) % modulus,
    square: (a) => (a * a) % modulus,
    inv: (a) => invert(a, modulus),
    pow: (a, exponent) => power(a, exponent, modulus),
    sqrt: (a) => squareRoot(a, modulus, generator),
    reduce(integer) {
      const rest = integer % modulus;
      return rest < 0n ? rest + modulus : rest;
    },
    isCanonical: (a) => a >= 0n && a < modulus,
    encode(a) {
      if (a < 0n || a >= modulus) throw new CryptoError('CRYPTO_NOT_REDUCED', { field: name });
      return write(a, size);
    },
    decode(bytes) {
      checkLength(bytes, size, name);
      const value = read(bytes);
      if (value >= modulus) throw new CodecError('CODEC_NOT_CANONICAL', { field: name });
      return value;
    },
    toMontgomery: (a) => writeIntLe((a * montgomeryR) % modulus, size),
    fromMontgomery(limbs) {
      checkLength(limbs, size, name);
      return (readIntLe(limbs) * montgomeryInverse) % modulus;
    },
    fromBytesWide(bytes) {
      checkLength(bytes, 64, name);
      return readIntLe(bytes) % modulus;
    },
    random: (random) => readIntLe(drawBytes(random, 64)) % modulus,
    codec: {
      write: (w, value) => w.bytes(field.encode(value), size),
      read: (r) => field.decode(r.view(size)),
    },
  };
  return Object.freeze(field);
}

function checkLength(bytes: Uint8Array, expected: number, field: string): void {
  if (bytes.length < expected) throw new CodecError('CODEC_TOO_SHORT', { field, need: expected, have: bytes.length });
  if (bytes.length > expected) throw new CodecError('CODEC_TRAILING', { field, bytes: bytes.length - expected });
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  // Most significant bit first: only squarings of the running value and products with the base.
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function invert(a: bigint, modulus: bigint): bigint {
  if (a === 0n) throw new CryptoError('CRYPTO_NO_INVERSE');
  let [low, high, x, y] = [a, modulus, 1n, 0n];
  while (low !== 1n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [y, x] = [x, y - quotient * x];
  }
  return x < 0n ? x + modulus : x;
}

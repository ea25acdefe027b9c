import { bytesToIntLe, concatBytes, intToBytesLe, utf8 } from '@eventide/base';
import { G2_GENERATOR } from '@eventide/crypto/bls12-381/points';
import { JUBJUB_D, JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { SCHEDULE } from '@eventide/kernels/plain/blake2b';
import { hadesConstants } from '@eventide/kernels/plain/hades';
import { ISOGENY_11 } from '@eventide/kernels/plain/isogeny11';
import { G1_COFACTOR_FACTOR, SWU_A, SWU_B, SWU_Z } from '@eventide/kernels/plain/mapToG1';
import { FP_MODULUS, FR_MODULUS, invMod, JUBJUB_ORDER, mod } from '@eventide/kernels/plain/numbers';
import { SHA512_STATE, sha512Words } from '@eventide/kernels/plain/sha512';

/** Bytes of an element in Montgomery form: 2^256 and 2^384 are the radices. Spec: 01 §3.1 */
const fr = (value: bigint): Uint8Array => intToBytesLe(mod(value << 256n, FR_MODULUS), 32);
const fp = (value: bigint): Uint8Array => intToBytesLe(mod(value << 384n, FP_MODULUS), 48);
/** Radix to a power, which brings values into Montgomery form from where they are. */
const radix = (bits: bigint, modulus: bigint): Uint8Array =>
  intToBytesLe(mod(1n << bits, modulus), modulus === FP_MODULUS ? 48 : 32);

const extended = ({ u, v }: JubJubPoint): Uint8Array => concatBytes(fr(u), fr(v), fr(1n), fr(u), fr(v));

/** The text of a source file with every constant that the module's sources import, each a function that gives its address. */
export function constantsSource(): string {
  const { rounds, matrix } = hadesConstants();
  const { x, y } = G2_GENERATOR;
  const { xNumerator, xDenominator, yNumerator, yDenominator } = ISOGENY_11;
  const minusRatio = -SWU_B * invMod(SWU_A, FP_MODULUS);
  const constants: Record<string, Uint8Array> = {
    fieldModulus: intToBytesLe(FR_MODULUS, 32),
    fieldOneAt: fr(1n),
    fieldSquare: radix(512n, FR_MODULUS),
    fieldCube: radix(768n, FR_MODULUS),
    groupModulus: intToBytesLe(JUBJUB_ORDER, 32),
    groupSquare: radix(512n, JUBJUB_ORDER),
    groupCube: radix(768n, JUBJUB_ORDER),
    fpCube: radix(1152n, FP_MODULUS),
    twiceEdwards: fr(2n * JUBJUB_D),
    generator: extended(JUBJUB_GENERATOR),
    numsGenerator: extended(JUBJUB_GENERATOR_NUMS),
    hadesRounds: concatBytes(...rounds.flat().map(fr)),
    hadesMatrix: concatBytes(...matrix.flat().map(fr)),
    g2Generator: concatBytes(...[x.c0, x.c1, y.c0, y.c1, 1n, 0n].map(fp)),
    swu: concatBytes(...[SWU_A, SWU_B, SWU_Z, minusRatio, SWU_B * invMod(SWU_Z * SWU_A, FP_MODULUS)].map(fp)),
    isogeny: concatBytes(...[xNumerator, xDenominator, yNumerator, yDenominator].flat().map(fp)),
    cofactorFactor: intToBytesLe(G1_COFACTOR_FACTOR, 8),
    blakeIv: concatBytes(...SHA512_STATE.map((word) => intToBytesLe(word, 8))),
    blakeSigma: Uint8Array.from(SCHEDULE.flat()),
    // The words of SHA-256 are the upper halves of those of SHA-512.
    shaStart: upperHalves(SHA512_STATE),
    shaConstants: upperHalves(sha512Words.slice(0, 64)),
    aesBox: aesBox(),
    signatureTag: utf8('BLS_SIG_BLS12381G1_XMD:SHA-256_DUSK_V2'),
    noteInfo: utf8('Phoenix-Dusk'),
  };
  return Object.entries(constants)
    .map(([name, bytes]) => `export function ${name}(): usize { return ${staticData(bytes)}; }\n`)
    .join('');
}

function staticData(bytes: Uint8Array): string {
  if (bytes.length % 8 !== 0) return `memory.data<u8>([${bytes.join()}])`;
  const words = Array.from({ length: bytes.length / 8 }, (_, i) => bytesToIntLe(bytes.subarray(8 * i, 8 * i + 8)));
  return `memory.data<u64>([${words.map((word) => `0x${word.toString(16)}`).join()}])`;
}

function upperHalves(words: readonly bigint[]): Uint8Array {
  return concatBytes(...words.map((word) => intToBytesLe(word >> 32n, 4)));
}

/** The substitution of AES: the inverse in GF(2^8), then an affine map. FIPS 197 5.1.1 */
function aesBox(): Uint8Array {
  const box = new Uint8Array(256);
  const turn = (x: number, by: number): number => ((x << by) | (x >> (8 - by))) & 0xff;
  // p runs through the powers of 3, q through those of 1/3.
  let [p, q] = [1, 1];
  do {
    p = (p ^ (p << 1) ^ (p & 0x80 ? 0x11b : 0)) & 0xff;
    q ^= q << 1;
    q ^= q << 2;
    q = (q ^ (q << 4)) & 0xff;
    if (q & 0x80) q ^= 0x09;
    box[p] = q ^ turn(q, 1) ^ turn(q, 2) ^ turn(q, 3) ^ turn(q, 4) ^ 0x63;
  } while (p !== 1);
  box[0] = 0x63;
  return box;
}

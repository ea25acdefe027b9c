import { accept, refuse, type Verdict } from '@eventide/base';
import { CodecError, Reader } from '@eventide/codec';
import { bn254 } from '@noble/curves/bn254.js';
import { type Bn254Fp12, readFq2, readFq12, readG1, readG1Compressed, readG2, readG2Compressed } from './encoding.ts';
import { LINES_PER_POINT, type Line, millerLoop, type PreparedG2, prepareG2 } from './millerLoop.ts';

const { Fp12 } = bn254.fields;
const MAX_COUNT = 1_000_000;
const LINE_SIZE = 192;
const G1_SIZE = 64;

export type Groth16Refusal = 'GROTH16_MALFORMED' | 'GROTH16_INVALID_PROOF';

/** What verification reads of a prepared verifying key. */
type PreparedKey = { readonly alphaBeta: Bn254Fp12; readonly minusGamma: PreparedG2; readonly minusDelta: PreparedG2 };

/**
 * A Groth16 proof over BN254 in the encodings of arkworks 0.4: `key` a prepared verifying key, uncompressed, whose pairing
 * and lines are taken as given; `proof` and `inputs` (the prepared inputs, one G1 point) compressed. Bytes behind the
 * values are ignored, as the reference does. Spec: 01 §14
 */
export function verifyGroth16Bn254(key: Uint8Array, proof: Uint8Array, inputs: Uint8Array): Verdict<Groth16Refusal> {
  try {
    const { alphaBeta, minusGamma, minusDelta } = readPreparedKey(new Reader(key));
    const r = new Reader(proof);
    const [a, b, c] = [readG1Compressed(r), readG2Compressed(r), readG1Compressed(r)];
    const product = millerLoop([
      { p: a, q: prepareG2(b) },
      { p: readG1Compressed(new Reader(inputs)), q: minusGamma },
      { p: c, q: minusDelta },
    ]);
    // Lines chosen by an adversary can make the product 0, which has no inverse.
    if (Fp12.is0(product)) return refuse('GROTH16_INVALID_PROOF');
    return Fp12.eql(Fp12.finalExponentiate(product), alphaBeta) ? accept() : refuse('GROTH16_INVALID_PROOF');
  } catch (error) {
    if (error instanceof CodecError) return refuse('GROTH16_MALFORMED', error.code);
    throw error;
  }
}

function readPreparedKey(r: Reader): PreparedKey {
  readG1(r); // alpha, then beta, gamma, delta and the points of the inputs: checked, but used only through what follows
  for (let i = 0; i < 3; i++) readG2(r);
  const points = r.length64(MAX_COUNT, G1_SIZE);
  for (let i = 0; i < points; i++) readG1(r);
  return { alphaBeta: readFq12(r), minusGamma: readPrepared(r), minusDelta: readPrepared(r) };
}

function readPrepared(r: Reader): PreparedG2 {
  const count = r.length64(MAX_COUNT, LINE_SIZE);
  const lines = Array.from({ length: count }, (): Line => [readFq2(r), readFq2(r), readFq2(r)]);
  const infinity = r.bool();
  if (!infinity && count < LINES_PER_POINT) throw new CodecError('CODEC_INVALID', { rule: 'lines', count });
  return { lines, infinity };
}

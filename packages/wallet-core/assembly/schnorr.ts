// Schnorr signatures on JubJub of an element of the field. Spec: 03 §11.2
import { numsGenerator } from "./constants";
import { affineAt, encodePoint, multiply, multiplyGenerator, POINT } from "./point";
import { poseidon } from "./poseidon";
import { drawScalar } from "./random";
import { groupDifference, groupMultiply, truncate } from "./scalars";

/** s ‖ R, R as computed: 32 + 160 bytes. */
export function signSingle(stream: usize, secret: usize, message: usize): usize {
  const signature = __alloc(32 + POINT), mark = __top;
  const r = drawScalar(stream), inputs = __alloc(160), key = __alloc(POINT);
  multiplyGenerator(r, signature + 32);
  affineAt(signature + 32, inputs);
  multiplyGenerator(secret, key);
  affineAt(key, inputs + 64);
  memory.copy(inputs + 128, message, 32);
  answer(inputs, 5, r, secret, signature);
  __top = mark;
  return signature;
}

/** s ‖ R ‖ R′, encoded: 96 bytes. */
export function signDouble(stream: usize, secret: usize, message: usize): usize {
  const signature = __alloc(96), mark = __top;
  const r = drawScalar(stream), inputs = __alloc(224), point = __alloc(POINT);
  multiplyGenerator(r, point);
  encodePoint(point, signature + 32);
  affineAt(point, inputs);
  multiply(numsGenerator(), r, point);
  encodePoint(point, signature + 64);
  affineAt(point, inputs + 64);
  multiplyGenerator(secret, point);
  affineAt(point, inputs + 128);
  memory.copy(inputs + 192, message, 32);
  answer(inputs, 7, r, secret, signature);
  __top = mark;
  return signature;
}

/** s = r − c · secret for the challenge of what is signed. */
function answer(inputs: usize, count: u32, r: usize, secret: usize, s: usize): void {
  const c = __alloc(32);
  poseidon(inputs, count, c);
  truncate(c, c);
  groupMultiply(c, secret, c);
  groupDifference(r, c, s);
}

/** The 64 bytes of a signature of one. */
export function encodeSingle(signature: usize, d: usize): void {
  memory.copy(d, signature, 32);
  encodePoint(signature + 32, d + 32);
}

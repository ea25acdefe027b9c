const LANES = 25;
const ROUNDS = 24;

/** Rotation of the lane at x + 5y. */
export const KECCAK_ROTATIONS: readonly number[] = rotations();
/** What each round adds to the first lane. */
export const KECCAK_ROUND_CONSTANTS: readonly bigint[] = roundConstants();

/** Keccak-f[1600] on 25 lanes, in bigint. FIPS 202 §3. Spec: 01 §13 */
export function keccakF(lanes: readonly bigint[]): bigint[] {
  let state = [...lanes];
  for (const constant of KECCAK_ROUND_CONSTANTS) {
    const a = state;
    const parity = [0, 1, 2, 3, 4].map((x) => [0, 5, 10, 15, 20].reduce((sum, row) => sum ^ at(a, x + row), 0n));
    const moved = new Array<bigint>(LANES);
    for (let x = 0; x < 5; x++) {
      const mix = at(parity, (x + 4) % 5) ^ rotate(at(parity, (x + 1) % 5), 1);
      for (let y = 0; y < 5; y++) {
        moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(at(a, x + 5 * y) ^ mix, KECCAK_ROTATIONS[x + 5 * y] as number);
      }
    }
    state = moved.map((lane, i) => {
      const [x, row] = [i % 5, i - (i % 5)];
      return lane ^ (BigInt.asUintN(64, ~at(moved, ((x + 1) % 5) + row)) & at(moved, ((x + 2) % 5) + row));
    });
    state[0] = at(state, 0) ^ constant;
  }
  return state;
}

function rotations(): number[] {
  const out = new Array<number>(LANES).fill(0);
  let [x, y] = [1, 0];
  for (let t = 0; t < ROUNDS; t++) {
    out[x + 5 * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return out;
}

/** Bits of a linear feedback register at the places 2^j − 1. */
function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) {
      if ((register & 1) !== 0) constant |= 1n << BigInt(2 ** j - 1);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
    return constant;
  });
}

const at = (list: readonly bigint[], i: number): bigint => list[i] as bigint;
const rotate = (lane: bigint, by: number): bigint =>
  BigInt.asUintN(64, (lane << BigInt(by)) | (lane >> BigInt(64 - by)));

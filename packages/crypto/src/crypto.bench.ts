import type { Bench } from '@eventide/testkit';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { blsPublicKey } from './bls/keys.ts';
import { blsAggregateSignatures, blsSignMultisig, blsVerifyMultisig } from './bls/multisig.ts';
import { blsSign, blsVerify } from './bls/sign.ts';
import { decodeG2, encodeG2 } from './bls12-381/encoding.ts';
import { fl } from './fields/fl.ts';
import { JUBJUB_GENERATOR } from './jubjub/constants.ts';
import { decodeJubJub, encodeJubJub } from './jubjub/encoding.ts';
import { fromAffine, multiplyExtended, toAffine } from './jubjub/extended.ts';
import { mulJubJub } from './jubjub/point.ts';
import { deriveProfile } from './keys/derive.ts';
import { NoteTree } from './merkle/noteTree.ts';
import { verifyOpening } from './merkle/opening.ts';
import { hadesPermutation } from './poseidon/hades.ts';
import { poseidonDigest } from './poseidon/hash.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';
import { schnorrPublicKey, schnorrSign, schnorrVerify } from './schnorr/single.ts';

export const area = 'crypto';

const QUORUM = 64;
const message = new Uint8Array(32).fill(7);

/** The primitives a node and a wallet spend their time in, against bigint and noble in the same run. */
export async function run(bench: Bench): Promise<void> {
  await poseidon(bench);
  await jubjub(bench);
  await bls(bench);
  await quorum(bench);
  const seed = new Uint8Array(64).fill(9);
  await bench.measure('derive a profile (Phoenix and BLS keys)', () => deriveProfile(seed, 0));
}

async function poseidon(bench: Bench): Promise<void> {
  const state = [1n, 2n, 3n, 4n, 5n];
  const repeat = 50;
  const digest = await bench.measure(
    'poseidon: one digest of 4',
    times(repeat, () => poseidonDigest('merkle4', [1n, 2n, 3n, 4n])),
    {
      operations: repeat,
    },
  );
  const plain = await bench.measure(
    'poseidon: one permutation, bigint',
    times(repeat, () => hadesPermutation(state)),
    {
      operations: repeat,
    },
  );
  bench.ratio('poseidon digest / bigint permutation', digest, plain, { atMost: 0.5 });
  const tree = new NoteTree();
  for (let i = 0n; i < 64n; i++) tree.insert(i, i + 1n);
  const opening = tree.opening(63n);
  await bench.measure('merkle: verify a path of depth 17', () => verifyOpening(opening, 64n));
  let next = 64n;
  await bench.measure('merkle: insert 64 notes and take the root', () => {
    for (let i = 0; i < 64; i++) tree.insert(next++, next);
    return tree.root;
  });
}

async function jubjub(bench: Bench): Promise<void> {
  const scalar = fl.modulus - 12_345n;
  const point = mulJubJub(77n, JUBJUB_GENERATOR);
  const bytes = encodeJubJub(point);
  const repeat = 20;
  const options = { operations: repeat };
  const mul = await bench.measure(
    'jubjub: multiply a point',
    times(repeat, () => mulJubJub(scalar, point)),
    options,
  );
  const plain = await bench.measure(
    'jubjub: multiply a point, bigint',
    times(repeat, () => toAffine(multiplyExtended(scalar, fromAffine(point)))),
    options,
  );
  bench.ratio('jubjub multiplication / bigint', mul, plain, { atMost: 0.3 });
  await bench.measure(
    'jubjub: multiply the generator',
    times(repeat, () => mulJubJub(scalar, JUBJUB_GENERATOR)),
    options,
  );
  await bench.measure(
    'jubjub: decode, subgroup checked',
    times(repeat, () => decodeJubJub(bytes)),
    options,
  );
  const signature = schnorrSign(5n, 6n, stdRngFromU64(1n).randomBytes);
  const key = schnorrPublicKey(5n);
  await bench.measure(
    'schnorr: verify',
    times(repeat, () => schnorrVerify(key, signature, 6n)),
    options,
  );
}

async function bls(bench: Bench): Promise<void> {
  const { shortSignatures: noble } = bls12_381;
  const key = blsPublicKey(77n);
  const signature = blsSign('V2', 77n, message);
  const bytes = encodeG2(key);
  await bench.measure('bls: decode a public key', () => decodeG2(bytes));
  await bench.measure('bls: sign V2', () => blsSign('V2', 77n, message));
  const verify = await bench.measure('bls: verify V2', () => blsVerify('V2', key, signature, message));
  const secret = new Uint8Array(32).fill(77, 31);
  const [nobleKey, hashed] = [noble.getPublicKey(secret), noble.hash(message)];
  const nobleSignature = noble.sign(hashed, secret);
  const yardstick = await bench.measure('bls: verify, noble', () =>
    noble.verify(nobleSignature, noble.hash(message), nobleKey),
  );
  bench.ratio('bls verification / noble', verify, yardstick, { atMost: 0.5 });
}

async function quorum(bench: Bench): Promise<void> {
  const secrets = Array.from({ length: QUORUM }, (_, i) => BigInt(i + 1000));
  const bytes = secrets.map((secret) => encodeG2(blsPublicKey(secret)));
  const keys = bytes.map(decodeG2);
  const shares = secrets.map((secret, i) => blsSignMultisig('V2', secret, keys[i] as never, message));
  const signature = blsAggregateSignatures(shares);
  await bench.measure(
    `bls: verify a quorum of ${QUORUM} keys seen for the first time`,
    () => blsVerifyMultisig('V2', bytes.map(decodeG2), signature, message),
    { runs: 3, warmup: 1 },
  );
  const verify = await bench.measure(`bls: verify a quorum of ${QUORUM} known keys`, () =>
    blsVerifyMultisig('V2', keys, signature, message),
  );
  bench.figure('quorum of known keys, goal ≤ 10', Number(verify.medianMs.toFixed(2)), 'ms');
}

function times(count: number, fn: () => unknown): () => void {
  return () => {
    for (let i = 0; i < count; i++) fn();
  };
}

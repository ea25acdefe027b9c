import { concatBytes, fromHex, intToBytesLe, utf8 } from '@eventide/base';
import { encodeArchive } from '@eventide/codec/rkyv';
import { blsPublicKey, blsSign, encodeG1Archive, encodeG2Archive, fr } from '@eventide/crypto';
import { jubjubArchive } from '@eventide/crypto/archives';
import { fl } from '@eventide/crypto/fields/fl';
import { extendJubJub } from '@eventide/crypto/jubjub/archive';
import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import { mulJubJub } from '@eventide/crypto/jubjub/point';
import { decodeVerifierData, encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { loadVectors } from '@eventide/testkit';
import { plonkArgument } from './verifyPlonk.ts';

/** Arguments of a query that cost much to answer: the shortest and the longest of their kind. */
export type DearArguments = {
  readonly query: string;
  readonly what: string;
  /** One argument per round, so that nothing is known from the round before. */
  readonly argument: (round: number) => Uint8Array;
  readonly txDigest?: Uint8Array | undefined;
};

const LONG = 65_000;

/** `count` elements at the start, then where they are. */
function vecOf(elements: Uint8Array, count: number, align = 4): Uint8Array {
  const start = (elements.length + align - 1) & -align;
  const out = new Uint8Array(start + 8);
  out.set(elements);
  new DataView(out.buffer).setInt32(start, -start, true);
  new DataView(out.buffer).setUint32(start + 4, count, true);
  return out;
}

const bytesOf = (length: number, round: number): Uint8Array => new Uint8Array(length).fill(round + 1);
const montgomery = (count: number, round: number): Uint8Array =>
  concatBytes(...Array.from({ length: count }, (_, i) => fr.toMontgomery(fr.pow(7n, BigInt(1000 * round + i + 1)))));

function header(at: number, from: number, count: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setInt32(0, from - at, true);
  new DataView(out.buffer).setUint32(4, count, true);
  return out;
}

const SIGNERS = 320;
const signers = Array.from({ length: SIGNERS }, (_, i) => encodeG2Archive(blsPublicKey(BigInt(i + 9000))));
const signature = encodeG1Archive(blsSign('V2', 9000n, utf8('message')));

/** Other keys in every round: nothing prepared for a key may be left over. */
function blsArgument(length: number, round: number): Uint8Array {
  const message = bytesOf(length & -8, round);
  const key = signers[round % SIGNERS] as Uint8Array;
  return concatBytes(message, header(message.length, 0, message.length), key, signature);
}

function multisigArgument(count: number, round: number): Uint8Array {
  const keys = concatBytes(...Array.from({ length: count }, (_, i) => signers[(round + i) % SIGNERS] as Uint8Array));
  const message = bytesOf(8, round);
  const root = keys.length + 8;
  return concatBytes(keys, message, header(root, keys.length, 8), header(root + 8, 0, count), signature);
}

const exchange = loadVectors<{ verifier_data: string; public_inputs_le: string[]; our_proof_V3: string }>(
  'plonk/exchange',
);
const toyKey = decodeVerifierData(fromHex(exchange.verifier_data));

/** A key no verifier was made for yet, with that many public inputs. */
function plonkOf(inputs: number, round: number): Uint8Array {
  const label = utf8(`round ${round} of ${inputs}`);
  const publicRows = Array.from({ length: inputs }, (_, i) => 2 ** 27 - 1 - i);
  const verifier = encodeVerifierData({ ...toyKey, keyRows: 2 ** 27, label, publicRows });
  const values = Array.from({ length: inputs }, (_, i) => fr.pow(5n, BigInt(i + round)));
  return encodeArchive(plonkArgument, { verifier, proof: fromHex(exchange.our_proof_V3), inputs: values });
}

/** Generators of BN254, G2 with its coordinates in parts. */
const bnG1 = concatBytes(intToBytesLe(1n, 32), intToBytesLe(2n, 32));
const bnG2 = [
  0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6edn,
  0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2n,
  0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daan,
  0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975bn,
].map((value) => intToBytesLe(value, 32));
/** What one prepared point of BN254 has. */
const LINES = 91;

/** A key with that many points and made-up lines; its proof is no proof, which shows only at the end. */
function grothArgument(points: number): () => Uint8Array {
  const g2 = concatBytes(...bnG2);
  const word = (value: number): Uint8Array => intToBytesLe(BigInt(value), 8);
  const lines = concatBytes(word(LINES), ...Array.from({ length: LINES }, () => [...bnG2, ...bnG2.slice(0, 2)]).flat());
  const prepared = concatBytes(lines, Uint8Array.of(0));
  const abc = concatBytes(word(points), ...Array.from({ length: points }, () => bnG1));
  const pairing = concatBytes(...Array.from({ length: 12 }, () => intToBytesLe(3n, 32)));
  const key = concatBytes(bnG1, g2, g2, g2, abc, pairing, prepared, prepared);
  const inputs = bnG1.subarray(0, 32);
  const proof = concatBytes(inputs, ...bnG2.slice(0, 2), inputs);
  const argument = concatBytes(inputs, proof, key, new Uint8Array(-(inputs.length + proof.length + key.length) & 3));
  const root = argument.length;
  return () =>
    concatBytes(
      argument,
      header(root, inputs.length + proof.length, key.length),
      header(root + 8, inputs.length, proof.length),
      header(root + 16, 0, inputs.length),
    );
}

const network = loadVectors<{
  verify_phoenix_auth: { argument_hex: string };
  jubjub_decode: { argument_hex: string }[];
}>('network/eventide');
const { tx_digest } = loadVectors<{ tx_digest: string }>('circuits/phoenix-auth');
const auth = fromHex(network.verify_phoenix_auth.argument_hex);
const jubjub = fromHex(network.jubjub_decode[0]?.argument_hex as string).slice(0, 32);
const kzg = fromHex(
  '564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a18f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a',
);

/** A digest of ones with its signature by the secret of threes. */
const recoverable = concatBytes(
  new Uint8Array(32).fill(1),
  fromHex(
    'abdf116a7e4eeb6393946f3fb71ca3fb22e9d390f2362a7325e0af4fb2f7ad6404a01d3aa4c190c7c8c1224911f672109e1c2b01854e31cd7799e5ed324384b401',
  ),
);

/** A key and a point of the subgroup; the signature itself is wrong. */
function schnorrArgument(round: number): Uint8Array {
  const point = encodeArchive(jubjubArchive, extendJubJub(mulJubJub(BigInt(round + 5), JUBJUB_GENERATOR)));
  return concatBytes(fr.toMontgomery(BigInt(round + 1)), point, fl.toMontgomery(9n), point);
}

export const dearArguments: readonly DearArguments[] = [
  { query: 'hash', what: 'no byte', argument: () => vecOf(new Uint8Array(), 0) },
  { query: 'hash', what: `${LONG} bytes`, argument: (round) => vecOf(bytesOf(LONG, round), LONG) },
  { query: 'keccak256', what: 'no byte', argument: () => vecOf(new Uint8Array(), 0) },
  { query: 'keccak256', what: `${LONG} bytes`, argument: (round) => vecOf(bytesOf(LONG, round), LONG) },
  { query: 'sha256', what: 'no byte', argument: () => vecOf(new Uint8Array(), 0) },
  { query: 'sha256', what: `${LONG} bytes`, argument: (round) => vecOf(bytesOf(LONG, round), LONG) },
  { query: 'poseidon_hash', what: '1 scalar', argument: (round) => vecOf(montgomery(1, round), 1) },
  { query: 'poseidon_hash', what: '2000 scalars', argument: (round) => vecOf(montgomery(2000, round), 2000) },
  { query: 'poseidon_merkle', what: '4 scalars', argument: (round) => montgomery(4, round) },
  { query: 'jubjub_decode', what: '1 point', argument: () => vecOf(jubjub, 32) },
  {
    query: 'jubjub_decode',
    what: '64 points',
    argument: () => vecOf(concatBytes(...Array.from({ length: 64 }, () => jubjub)), 2048),
  },
  { query: 'verify_bls', what: '8 bytes', argument: (round) => blsArgument(8, round) },
  { query: 'verify_bls', what: `${LONG} bytes`, argument: (round) => blsArgument(LONG, round) },
  { query: 'verify_bls_multisig', what: '1 key', argument: (round) => multisigArgument(1, round) },
  { query: 'verify_bls_multisig', what: `${SIGNERS} keys`, argument: (round) => multisigArgument(SIGNERS, round) },
  { query: 'verify_plonk', what: '3 inputs, a new key', argument: (round) => plonkOf(3, round) },
  { query: 'verify_plonk', what: '1500 inputs, a new key', argument: (round) => plonkOf(1500, round) },
  { query: 'verify_phoenix_auth', what: '2 notes', argument: () => auth, txDigest: fromHex(tx_digest) },
  { query: 'verify_schnorr', what: 'a scalar', argument: schnorrArgument },
  {
    query: 'verify_kzg_proof',
    what: 'one point',
    argument: () => concatBytes(kzg.subarray(0, 64), kzg.subarray(64, 112), kzg.subarray(112)),
  },
  { query: 'secp256k1_recover', what: 'one key', argument: () => recoverable },
  { query: 'verify_groth16_bn254', what: '2 points', argument: grothArgument(2) },
  { query: 'verify_groth16_bn254', what: '400 points', argument: grothArgument(400) },
];

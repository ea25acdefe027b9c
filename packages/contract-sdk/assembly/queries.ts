// Host queries (Spec: 04 §7.5, 14 §5). All are free of charge; arguments are archives, so most are one copy and one call.
import { copied } from "./archive";
import { BUFFER, hq } from "./host";
import { Scalar } from "./scalar";
import { Vec } from "./vec";

/** Runs a query on the argument in the buffer; returns the length of the result, which takes its place. */
@inline
export function query(name: usize, len: i32, argLen: usize): i32 {
  return hq(name, len, <i32>argLen);
}

/** A scalar the host left at the start of the buffer, saved to the arena. */
function takeScalar(): Scalar {
  return changetype<Scalar>(copied(BUFFER, 32));
}

/** Lays bytes at the start of the buffer and zeros up to the alignment; returns the next address. */
export function layBytes(at: usize, bytes: usize, len: usize, align: usize): usize {
  memory.copy(at, bytes, len);
  const end = (at + len + align - 1) & ~(align - 1);
  memory.fill(at + len, 0, end - at - len);
  return end;
}

/** An archived Vec at p: where its elements start, how many. */
export function layVec(p: usize, start: usize, count: usize): void {
  store<i32>(p, <i32>(start - p));
  store<u32>(p, <u32>count, 4);
}

function layOnly(bytes: usize, len: usize): usize {
  const root = layBytes(BUFFER, bytes, len, 4);
  layVec(root, BUFFER, len);
  return root + 8 - BUFFER;
}

/** Poseidon (domain Other) of scalars lying in a row. */
export function poseidonHash(scalars: usize, count: usize): Scalar {
  const bytes = count << 5;
  memory.copy(BUFFER, scalars, bytes);
  layVec(BUFFER + bytes, BUFFER, count);
  query("poseidon_hash", bytes + 8);
  return takeScalar();
}

/** Poseidon (domain Merkle4) of four scalars lying in a row; on networks that have the query. Spec: 14 §5 */
export function poseidonMerkle(four: usize): Scalar {
  memory.copy(BUFFER, four, 128);
  query("poseidon_merkle", 128);
  return takeScalar();
}

/** u, v of n compressed JubJub points (32 bytes each) as 2n scalars, or none if one is bad. Spec: 14 §5 */
export function jubjubDecode(points: usize, count: usize): Vec<Scalar> {
  const n = query("jubjub_decode", layOnly(points, count << 5));
  return changetype<Vec<Scalar>>(copied(BUFFER, n) + n - 8);
}

/** BLAKE2b-512 of the bytes, reduced to a scalar. */
export function hash(bytes: usize, len: usize): Scalar {
  query("hash", layOnly(bytes, len));
  return takeScalar();
}

/** Keccak-256 of the bytes; 32 bytes in the arena. */
export function keccak256(bytes: usize, len: usize): usize {
  query("keccak256", layOnly(bytes, len));
  return copied(BUFFER, 32);
}

/** SHA-256 of the bytes; 32 bytes in the arena. */
export function sha256(bytes: usize, len: usize): usize {
  query("sha256", layOnly(bytes, len));
  return copied(BUFFER, 32);
}

/** Plain BLS signature over the message; key and signature are raw archives (200 and 104 bytes). */
export function verifyBls(message: usize, len: usize, key: usize, signature: usize): bool {
  const root = layBytes(BUFFER, message, len, 8);
  layVec(root, BUFFER, len);
  memory.copy(root + 8, key, 200);
  memory.copy(root + 208, signature, 104);
  query("verify_bls", root + 312 - BUFFER);
  return load<u8>(BUFFER) != 0;
}

// The archive of a tuple holds the data of its last part first; the host refuses another order.

/** BLS signature of several keys (200 bytes each, in a row) over the message. */
export function verifyBlsMultisig(message: usize, len: usize, keys: usize, count: usize, signature: usize): bool {
  memory.copy(BUFFER, keys, count * 200);
  const at = BUFFER + count * 200;
  const root = layBytes(at, message, len, 8);
  layVec(root, at, len);
  layVec(root + 8, BUFFER, count);
  memory.copy(root + 16, signature, 104);
  query("verify_bls_multisig", root + 120 - BUFFER);
  return load<u8>(BUFFER) != 0;
}

/** Schnorr signature over a scalar; key 160 and signature 192 bytes. */
export function verifySchnorr(message: Scalar, key: usize, signature: usize): bool {
  memory.copy(BUFFER, changetype<usize>(message), 32);
  memory.copy(BUFFER + 32, key, 160);
  memory.copy(BUFFER + 192, signature, 192);
  query("verify_schnorr", 384);
  return load<u8>(BUFFER) != 0;
}

/** PLONK proof under verifier data; public inputs are scalars in a row. */
export function verifyPlonk(verifier: usize, verifierLen: usize, proof: usize, proofLen: usize, inputs: usize, count: usize): bool {
  memory.copy(BUFFER, inputs, count << 5);
  const proofAt = BUFFER + (count << 5), verifierAt = proofAt + proofLen;
  memory.copy(proofAt, proof, proofLen);
  const root = layBytes(verifierAt, verifier, verifierLen, 4);
  layVec(root, verifierAt, verifierLen);
  layVec(root + 8, proofAt, proofLen);
  layVec(root + 16, BUFFER, count);
  query("verify_plonk", root + 24 - BUFFER);
  return load<u8>(BUFFER) != 0;
}

/** Groth16 proof over BN254: uncompressed key, compressed proof, prepared inputs. */
export function verifyGroth16(key: usize, keyLen: usize, proof: usize, proofLen: usize, inputs: usize, inputsLen: usize): bool {
  const proofAt = BUFFER + inputsLen, keyAt = proofAt + proofLen;
  memory.copy(BUFFER, inputs, inputsLen);
  memory.copy(proofAt, proof, proofLen);
  const root = layBytes(keyAt, key, keyLen, 4);
  layVec(root, keyAt, keyLen);
  layVec(root + 8, proofAt, proofLen);
  layVec(root + 16, BUFFER, inputsLen);
  query("verify_groth16_bn254", root + 24 - BUFFER);
  return load<u8>(BUFFER) != 0;
}

/** KZG point evaluation; 48, 32, 32 and 48 bytes. */
export function verifyKzgProof(commitment: usize, z: usize, y: usize, proof: usize): bool {
  memory.copy(BUFFER, z, 32);
  memory.copy(BUFFER + 32, y, 32);
  memory.copy(BUFFER + 64, commitment, 48);
  memory.copy(BUFFER + 112, proof, 48);
  query("verify_kzg_proof", 160);
  return load<u8>(BUFFER) != 0;
}

/** The 65-byte secp256k1 key that signed a digest (r ‖ s ‖ v), or 0. */
export function secp256k1Recover(digest: usize, signature: usize): usize {
  memory.copy(BUFFER, digest, 32);
  memory.copy(BUFFER + 32, signature, 65);
  query("secp256k1_recover", 97);
  return load<u8>(BUFFER) ? copied(BUFFER + 1, 65) : 0;
}

/** The Phoenix authorisation of the transaction under execution. Spec: 14 §5, 10 §6 */
export function verifyPhoenixAuth(payloadHash: Scalar, auth: usize, authLen: usize, outputs: usize, outputsLen: usize, inputs: u8): bool {
  memory.copy(BUFFER, auth, authLen);
  const root = layBytes(BUFFER + authLen, outputs, outputsLen, 8);
  memory.copy(root, changetype<usize>(payloadHash), 32);
  layVec(root + 32, BUFFER, authLen);
  layVec(root + 40, BUFFER + authLen, outputsLen);
  store<u64>(root, inputs, 48);
  query("verify_phoenix_auth", root + 56 - BUFFER);
  return load<u8>(BUFFER) != 0;
}

export { flArchive, frArchive, g1Archive, g2Archive, jubjubArchive, openingArchive } from './archives.ts';
export { type BlsClaim, blsVerifyBatch } from './bls/batch.ts';
export { blsHashMessage, blsKeyCoefficient } from './bls/hash.ts';
export {
  BLS_PUBLIC_KEY_SIZE,
  BLS_SECRET_KEY_SIZE,
  BLS_SIGNATURE_SIZE,
  type BlsPublicKey,
  type BlsSecretKey,
  type BlsSignature,
  type BlsVersion,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSecretKeyCodec,
  blsSignatureCodec,
  formatAccount,
  parseAccount,
  randomBlsSecretKey,
} from './bls/keys.ts';
export {
  blsAggregateKeys,
  blsAggregateSignatures,
  blsSignMultisig,
  blsSignTwoMultisig,
  blsVerifyMultisig,
} from './bls/multisig.ts';
export { type BlsRefusal, blsSign, blsVerify } from './bls/sign.ts';
export {
  decodeG1,
  decodeG1Uncompressed,
  decodeG2,
  decodeG2Uncompressed,
  encodeG1,
  encodeG1Uncompressed,
  encodeG2,
  encodeG2Uncompressed,
  G1_SIZE,
  G2_SIZE,
  g1Codec,
  g2Codec,
} from './bls12-381/encoding.ts';
export {
  addG1,
  addG2,
  hashToG1,
  isOnG1,
  isOnG2,
  isPairingProductOne,
  isTorsionFreeG1,
  isTorsionFreeG2,
  isValidG1,
  isValidG2,
  mulG1,
  mulG2,
  negateG1,
  negateG2,
  sumG1,
  sumG2,
} from './bls12-381/group.ts';
export {
  equalG1,
  equalG2,
  type Fp2,
  G1_GENERATOR,
  G1_IDENTITY,
  type G1Point,
  G2_GENERATOR,
  G2_IDENTITY,
  type G2Point,
} from './bls12-381/points.ts';
export {
  decodeG1Archive,
  decodeG1Raw,
  decodeG2Archive,
  decodeG2Raw,
  encodeG1Archive,
  encodeG1Raw,
  encodeG2Archive,
  encodeG2Raw,
  G1_ARCHIVE_SIZE,
  G1_RAW_SIZE,
  G2_ARCHIVE_SIZE,
  G2_RAW_SIZE,
} from './bls12-381/raw.ts';
export {
  CONTRACT_ID_SIZE,
  contractId,
  formatContractId,
  genesisContractId,
  parseContractId,
} from './contractId.ts';
export {
  type ElgamalCipher,
  elgamalCipherCodec,
  elgamalDecrypt,
  elgamalDecryptShared,
  elgamalEncrypt,
} from './elgamal/elgamal.ts';
export { CryptoError, type CryptoErrorCode } from './errors.ts';
export type { Field } from './fields/field.ts';
export { type Fl, fl, flCodec } from './fields/fl.ts';
export { type Fp, fp, fpCodec } from './fields/fp.ts';
export { FR_ROOT_OF_UNITY, type Fr, fr, frCodec } from './fields/fr.ts';
export { hashToFl, hashToFr } from './fields/hashToScalar.ts';
export { blake2b256, blake2b512, blake3, keccak256, sha3_256, sha256, sha512 } from './hash.ts';
export {
  affineOfExtended,
  decodeJubJubAffineArchive,
  decodeJubJubExtendedArchive,
  type ExtendedJubJub,
  encodeJubJubAffineArchive,
  encodeJubJubExtendedArchive,
  extendJubJub,
  validAffineOfExtended,
} from './jubjub/archive.ts';
export {
  JUBJUB_COFACTOR,
  JUBJUB_D,
  JUBJUB_GENERATOR,
  JUBJUB_GENERATOR_NUMS,
  JUBJUB_IDENTITY,
  type JubJubPoint,
} from './jubjub/constants.ts';
export {
  decodeJubJub,
  decodeJubJubMany,
  decodeJubJubRaw,
  encodeJubJub,
  hashJubJubToFl,
  jubjubPointCodec,
  jubjubRawPointCodec,
  readJubJubPoints,
} from './jubjub/encoding.ts';
export { hashToJubJub, mapToJubJub, unmapFromJubJub } from './jubjub/hashToPoint.ts';
export {
  addJubJub,
  areValidJubJub,
  dhke,
  equalJubJub,
  isOnJubJub,
  isTorsionFreeJubJub,
  isValidJubJub,
  mulJubJub,
  negateJubJub,
  subJubJub,
  sumOfProductsJubJub,
} from './jubjub/point.ts';
export { wnafDigits } from './jubjub/wnaf.ts';
export { deriveBlsSecretKey, derivePhoenixSecretKey, deriveProfile, type ProfileKeys } from './keys/derive.ts';
export { eip2333Child, eip2333Master, eip2333Path } from './keys/eip2333.ts';
export {
  type ConsensusKeys,
  encodePublicKeyFile,
  type OpenedKeyFile,
  openKeyFile,
  sealKeyFile,
} from './keys/keyFile.ts';
export { createMnemonic, mnemonicSeed, SEED_SIZE } from './keys/mnemonic.ts';
export {
  formatAddress,
  noteSecretKey,
  ownsAddress,
  ownsAddressMany,
  type PhoenixPublicKey,
  type PhoenixSecretKey,
  parseAddress,
  phoenixPublicKey,
  phoenixPublicKeyCodec,
  phoenixSecretKeyCodec,
  phoenixViewKey,
  randomPhoenixSecretKey,
  type StealthAddress,
  stealthAddress,
  stealthAddressCodec,
  type ViewKey,
  viewKeyCodec,
} from './keys/phoenix.ts';
export { openWalletFile, sealWalletFile, type WalletSecret } from './keys/walletFile.ts';
export { openMnemonic, type SealedMnemonic, sealMnemonic } from './keys/webWallet.ts';
export { decodeOpeningArchive, encodeOpeningArchive, OPENING_ARCHIVE_SIZE } from './merkle/archive.ts';
export { NOTE_TREE_CAPACITY, NoteTree } from './merkle/noteTree.ts';
export {
  type MerkleOpening,
  merkleOpeningCodec,
  NOTE_TREE_ARITY,
  NOTE_TREE_HEIGHT,
  OPENING_SIZE,
  openingPosition,
  verifyOpening,
} from './merkle/opening.ts';
export { sha3MerkleRoot } from './merkle/sha3Tree.ts';
export { poseidonDecrypt, poseidonEncrypt } from './poseidon/encrypt.ts';
export { hadesConstants, hadesPermutation } from './poseidon/hades.ts';
export {
  type PoseidonDomain,
  poseidonDigest,
  poseidonDigestEach,
  poseidonDigestMany,
  poseidonMerkle4Many,
  poseidonTag,
  poseidonTruncated,
  truncateToFl,
} from './poseidon/hash.ts';
export { Sponge, type SpongeCall, spongeTagInput } from './poseidon/safe.ts';
export { type RandomBytes, systemRandom } from './random.ts';
export { expandSeed, StdRng, stdRngFromU64 } from './rng/stdRng.ts';
export {
  type SchnorrPublicKeyDouble,
  type SchnorrSignatureDouble,
  schnorrChallengeDouble,
  schnorrPublicKeyDouble,
  schnorrPublicKeyDoubleCodec,
  schnorrSignatureDoubleCodec,
  schnorrSignDouble,
  schnorrVerifyDouble,
} from './schnorr/double.ts';
export {
  type MultisigCommitment,
  type MultisigNonces,
  type MultisigSession,
  multisigCombine,
  multisigCommitment,
  multisigNonces,
  multisigSession,
  multisigShare,
} from './schnorr/multisig.ts';
export {
  type SchnorrRefusal,
  type SchnorrSignature,
  schnorrChallenge,
  schnorrPublicKey,
  schnorrPublicKeyCodec,
  schnorrSign,
  schnorrSignatureCodec,
  schnorrVerify,
} from './schnorr/single.ts';
export {
  type SchnorrPublicKeyVarGen,
  type SchnorrSecretKeyVarGen,
  schnorrPublicKeyVarGen,
  schnorrPublicKeyVarGenCodec,
  schnorrSecretKeyVarGenCodec,
  schnorrSignVarGen,
  schnorrVerifyVarGen,
} from './schnorr/varGen.ts';
export { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE, GCM_TAG_SIZE } from './symmetric/aes.ts';
export { hkdfSha256, passwordKey, type ScryptCost, scryptKey } from './symmetric/kdf.ts';

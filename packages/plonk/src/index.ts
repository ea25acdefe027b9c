export { type BrokenRow, checkRelations, type Widget } from './check.ts';
export { AEGIS_BLINDING, type Blinding, type Circuit, SOUND_1_BLINDING } from './circuit.ts';
export { circuitId, circuitStream } from './circuitStream.ts';
export { type CompileOptions, compile } from './compile.ts';
export { Composer, layOut, scopeOf } from './composer/composer.ts';
export type { Assignment, Layout, Row, Scope, Wire } from './composer/row.ts';
export { numberedRowDigest, rowDigest } from './digest.ts';
export { PlonkError, type PlonkErrorCode } from './errors.ts';
export {
  decodeOpeningKey,
  decodeVerifierData,
  encodeOpeningKey,
  encodeVerifierData,
  type OpeningKey,
  type VerifierData,
} from './keys/verifierData.ts';
export { isMockProof, mockProof } from './mock.ts';
export { decodeProof, encodeProof, PROOF_SIZE, type Proof } from './proof.ts';
export type { ProverKey } from './prover/key.ts';
export { type Proven, type ProveOptions, type ProvePhase, prove, proveAssignment } from './prover/prove.ts';
export { localSrs } from './srs/local.ts';
export { decodeParameters, encodeParameters, importCeremony, importCeremonyResponse } from './srs/parameters.ts';
export { firstPowers, powerCount, type Srs } from './srs/srs.ts';
export { verifyBatch } from './verifier/batch.ts';
export { createVerifier, type ProofClaim, type ProofFault, type Verifier, verify } from './verifier/verifier.ts';
export type { PlonkVersion } from './version.ts';

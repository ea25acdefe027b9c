import { concatBytes, equalBytes, utf8 } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { sha256 } from '@eventide/crypto/hash';
import { encodeVerifierData, type VerifierData } from './keys/verifierData.ts';
import { PROOF_SIZE } from './proof.ts';
import type { PlonkVersion } from './version.ts';

const MAGIC = utf8('EVENTIDE-MOCK-1\n');
const SEAL = utf8('eventide/mock/1');
const VERSION_BYTE: Readonly<Record<PlonkVersion, number>> = { V1: 1, V2: 2, V3: 3 };

/**
 * Stands for a proof on local networks whose genesis says so: anybody can make one. It has the size of a proof, and no
 * real verifier takes it for one. Who makes it must have checked the relations. Spec: 13 §3.1
 */
export function mockProof(data: VerifierData, publicInputs: readonly Fr[], version: PlonkVersion): Uint8Array {
  const head = concatBytes(
    MAGIC,
    Uint8Array.of(VERSION_BYTE[version]),
    new Uint8Array(15),
    sha256(encodeVerifierData(data)),
    sha256(concatBytes(...publicInputs.map(fr.encode))),
  );
  const seal = sha256(concatBytes(SEAL, head));
  return concatBytes(head, seal, new Uint8Array(PROOF_SIZE - head.length - seal.length));
}

/** True for the mock proof of exactly this statement. Spec: 13 §3.1 */
export function isMockProof(
  proof: Uint8Array,
  data: VerifierData,
  publicInputs: readonly Fr[],
  version: PlonkVersion,
): boolean {
  return publicInputs.every(fr.isCanonical) && equalBytes(proof, mockProof(data, publicInputs, version));
}

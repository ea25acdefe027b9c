import { equalBytes, fromHex, isEventideError, toHex, utf8 } from '@eventide/base';
import { decodeG1 } from '@eventide/crypto/bls12-381/encoding';
import { fr } from '@eventide/crypto/fields/fr';
import { sha256 } from '@eventide/crypto/hash';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { decodeProof, PROOF_COMMITMENTS, PROOF_EVALUATIONS, PROOF_SIZE } from '@eventide/plonk/proof';
import { walletVerifierData } from '@eventide/sdk/prover/circuits';
import { authSize } from '@eventide/tx/phoenix/auth/auth';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readHexOrFile } from '../input/bytes.ts';
import { formatFields, formatTree } from '../output.ts';

const MOCK_MAGIC = utf8('EVENTIDE-MOCK-1\n');
const MOCK_VERSIONS = ['V1', 'V2', 'V3'] as const;
const MOCK_SEAL = utf8('eventide/mock/1');

/** Parts of a proof: bytes, a proof file, or the proof field of a transaction; exit 3 if a part is no point. Spec: 02 §9, 14 §4, 13 §3.1 */
export async function proofInspect(io: Io, input: Input): Promise<Outcome> {
  const given = proofOf(await readHexOrFile(io, input.args[0] as string));
  const { proof, inputs, auth } = splitField(given);
  const place = { bytes: given.length, auth, inputs };
  return equalBytes(proof.subarray(0, MOCK_MAGIC.length), MOCK_MAGIC) ? mock(proof, place) : real(proof, place);
}

type Place = { readonly bytes: number; readonly auth: number | null; readonly inputs: number | null };

function real(bytes: Uint8Array, place: Place): Outcome {
  const { commitments, evaluations } = decodeProof(bytes);
  const points = PROOF_COMMITMENTS.map((name) => [name, commitments[name], isPoint(commitments[name])] as const);
  const wellFormed = points.every(([, , valid]) => valid);
  const report = {
    kind: 'proof',
    ...place,
    wellFormed,
    commitments: Object.fromEntries(points.map(([name, point, valid]) => [name, { bytes: toHex(point), valid }])),
    evaluations: Object.fromEntries(PROOF_EVALUATIONS.map((name) => [name, toHex(fr.encode(evaluations[name]))])),
  };
  const human = formatTree({
    kind: 'PLONK proof',
    inputs: place.inputs ?? undefined,
    'well-formed': wellFormed ? 'yes' : 'no',
    commitments: Object.fromEntries(
      points.map(([name, point, valid]) => [name, `${toHex(point)}${valid ? '' : ' no point'}`]),
    ),
    evaluations: report.evaluations,
  });
  return { json: report, human, exit: wellFormed ? EXIT.done : EXIT.checkedFalse };
}

/** A mock names the verifier data and public inputs it stands for by their digests. */
function mock(bytes: Uint8Array, place: Place): Outcome {
  const version = MOCK_VERSIONS[(bytes[16] ?? 0) - 1];
  const seal = new Uint8Array([...MOCK_SEAL, ...bytes.subarray(0, 96)]);
  const zeros = [...bytes.subarray(17, 32), ...bytes.subarray(128)].every((byte) => byte === 0);
  const wellFormed = version !== undefined && zeros && equalBytes(sha256(seal), bytes.subarray(96, 128));
  const report = {
    kind: 'mock',
    ...place,
    wellFormed,
    version: version ?? 'unknown',
    circuit: circuitOf(bytes.subarray(32, 64)),
    verifierDigest: toHex(bytes.subarray(32, 64)),
    publicInputsDigest: toHex(bytes.subarray(64, 96)),
  };
  const human = formatFields({
    ...report,
    kind: 'mock proof: anybody can make one',
    auth: place.auth ?? undefined,
    inputs: place.inputs ?? undefined,
    circuit: report.circuit ?? 'unknown',
    wellFormed: wellFormed ? 'yes' : 'no',
  });
  return { json: report, human, exit: wellFormed ? EXIT.done : EXIT.checkedFalse };
}

function circuitOf(digest: Uint8Array): string | null {
  const names = ['aegis', 'sound-1'].flatMap((set) => [1, 2, 3, 4].map((count) => `${set}/phoenix/${count}`));
  return names.find((name) => equalBytes(sha256(encodeVerifierData(walletVerifierData(name))), digest)) ?? null;
}

/** The `proof` of a proof file, else the bytes themselves. */
function proofOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x7b) return bytes;
  try {
    const { proof } = JSON.parse(new TextDecoder().decode(bytes)) as { proof?: unknown };
    if (typeof proof === 'string') return fromHex(proof);
  } catch (error) {
    if (isEventideError(error)) throw error;
  }
  throw new CliError('CLI_BAD_INPUT', { what: 'the file', expected: 'a proof in hex under "proof"' });
}

/** The proof of a field `01 ‖ auth ‖ proof`, or of bare bytes. @throws CliError CLI_BAD_INPUT */
function splitField(bytes: Uint8Array): { proof: Uint8Array; auth: number | null; inputs: number | null } {
  if (bytes.length === PROOF_SIZE) return { proof: bytes, auth: null, inputs: null };
  for (const inputs of [1, 2, 3, 4]) {
    const auth = authSize(inputs);
    if (bytes[0] === 1 && bytes.length === 1 + auth + PROOF_SIZE)
      return { proof: bytes.subarray(1 + auth), auth, inputs };
  }
  throw new CliError('CLI_BAD_INPUT', {
    what: 'proof',
    bytes: bytes.length,
    expected: `${PROOF_SIZE} bytes, or the proof field of a transaction of sound-1`,
  });
}

function isPoint(bytes: Uint8Array): boolean {
  try {
    decodeG1(bytes);
    return true;
  } catch (error) {
    if (isEventideError(error)) return false;
    throw error;
  }
}

import { equalBytes, fromHex, isEventideError } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { decodeVerifierData, encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { createVerifier, verify } from '@eventide/plonk/verifier/verifier';
import type { PlonkVersion } from '@eventide/plonk/version';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import type { Input, Io, OptionValue, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { readText } from '../input/bytes.ts';
import { formatFields } from '../output.ts';

/** More than a proof of any circuit of the protocol needs. */
const MAX_FILE_CHARACTERS = 4 * 1024 * 1024;

const VERSIONS: readonly PlonkVersion[] = ['V1', 'V2', 'V3'];

type ProofFile = {
  readonly version: PlonkVersion;
  readonly verifier: Uint8Array;
  readonly publicInputs: readonly Uint8Array[];
  readonly proof: Uint8Array;
};

/** Checks the proof of a file under the verifier data in it. Spec: 13 §2.3 */
export async function proofVerify(io: Io, input: Input): Promise<Outcome> {
  const name = (input.args[0] as string).replace(/^@/, '');
  const file = parseFile(await readText(io, name), input.options.proofVersion ?? input.options.version);
  const data = decodeVerifierData(file.verifier);
  const circuit = circuitOf(encodeVerifierData(data));
  if (circuit === null && input.options.pinned === true) throw bad('verifier', 'is that of no known circuit');
  const verifier = createVerifier(data);
  const publicInputs = file.publicInputs.map((bytes) => fr.decode(bytes));
  const started = performance.now();
  const verdict = verify(verifier, file.proof, publicInputs, file.version);
  const report = {
    valid: verdict.ok,
    version: file.version,
    circuit,
    publicInputs: publicInputs.length,
    ms: (performance.now() - started).toFixed(0),
    ...(verdict.ok ? {} : { reason: verdict.reason }),
  };
  return {
    json: report,
    human: formatFields({
      ...report,
      valid: verdict.ok ? 'yes' : 'no',
      circuit: circuit ?? 'unknown: the file brought its own key',
    }),
    exit: verdict.ok ? EXIT.done : EXIT.checkedFalse,
  };
}

/** Name of the circuit whose known verifier data these bytes are. */
function circuitOf(verifier: Uint8Array): string | null {
  for (const set of ['aegis', 'sound-1'] as const) {
    for (const inputs of [1, 2, 3, 4]) {
      if (equalBytes(encodeVerifierData(knownVerifierData(set, inputs)), verifier)) return `${set}/phoenix/${inputs}`;
    }
  }
  return null;
}

function parseFile(text: string, override: OptionValue): ProofFile {
  if (text.length > MAX_FILE_CHARACTERS) throw bad('the file', 'is too large');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad('the file', 'is not JSON');
  }
  const file = (json ?? {}) as Record<string, unknown>;
  if (file.v !== 1) throw bad('v', 'must be 1');
  const version = VERSIONS.find((name) => name === (override ?? file.version));
  if (version === undefined) throw bad('version', `must be one of ${VERSIONS.join(', ')}`);
  if (!Array.isArray(file.publicInputs)) throw bad('publicInputs', 'must be a list');
  return {
    version,
    verifier: hexField(file.verifier, 'verifier'),
    publicInputs: file.publicInputs.map((entry, i) => hexField(entry, `publicInputs[${i}]`, 32)),
    proof: hexField(file.proof, 'proof'),
  };
}

function hexField(value: unknown, path: string, length?: number): Uint8Array {
  if (typeof value !== 'string') throw bad(path, 'must be hex');
  try {
    return fromHex(value, length);
  } catch (error) {
    if (isEventideError(error)) throw bad(path, error.code);
    throw error;
  }
}

function bad(path: string, problem: string): CliError {
  return new CliError('CLI_BAD_INPUT', { path, problem });
}

import { encode } from '@eventide/codec';
import type { Circuit } from '@eventide/plonk/circuit';
import { type Composer, layOut } from '@eventide/plonk/composer/composer';
import type { Assignment, Layout } from '@eventide/plonk/composer/row';
import type { ProvableCircuit } from '@eventide/prover';
import { walletCircuits } from '@eventide/sdk/prover/circuits';
import { samplePayment } from '@eventide/tx/phoenix/circuit/samples';
import { circuitSet } from '@eventide/tx/phoenix/circuit/set';
import type { Io } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { readHexOrFile } from '../../input/bytes.ts';

/** A circuit by its name, e.g. `sound-1/phoenix/2`. @throws CliError CLI_NOT_FOUND */
export function findCircuit(name: string): ProvableCircuit {
  const found = walletCircuits(name);
  if (found !== undefined) return found;
  throw new CliError('CLI_NOT_FOUND', { circuit: name.slice(0, 64), expected: 'a name of eventide circuit list' });
}

/** Rows of a circuit over its own example inputs; they never depend on values. */
export function layoutOf({ circuit }: ProvableCircuit): Layout {
  return layOut((composer: Composer) => circuit.compose(composer, circuit.example)).layout;
}

/** Rows and values over given inputs. @throws CodecError for bytes that are no request of the circuit */
export function composed(
  { circuit, decodeInputs }: ProvableCircuit,
  witness: Uint8Array,
): {
  readonly layout: Layout;
  readonly assignment: Assignment;
} {
  const inputs = decodeInputs(witness);
  return layOut((composer: Composer) => (circuit as Circuit<unknown>).compose(composer, inputs));
}

/**
 * What a prover is asked with: bytes of a request as wallets make them; left out, a made-up payment that satisfies the circuit.
 * @throws CliError CLI_FILE, CLI_BAD_INPUT
 */
export async function readWitness(io: Io, name: string, text: string | undefined): Promise<Uint8Array> {
  if (text !== undefined) return readHexOrFile(io, text);
  const [set, , count] = name.split('/');
  const { aegis, sound1 } = samplePayment(Number(count));
  return set === 'aegis'
    ? encode(circuitSet('aegis').requestCodec, aegis)
    : encode(circuitSet('sound-1').requestCodec, sound1);
}

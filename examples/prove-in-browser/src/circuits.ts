import { decode } from '@eventide/codec';
import type { CircuitSource, ProvableCircuit } from '@eventide/prover';
import { sound1PhoenixCircuit } from '@eventide/tx/phoenix/circuit/sound-1/circuit';
import { proverRequestCodec, type Sound1CircuitInputs } from '@eventide/tx/phoenix/proverRequest';

/** The Phoenix circuits of our own networks, by name. */
export const circuits: CircuitSource = (name) => {
  const inputs = /^sound-1\/phoenix\/([1-4])$/.exec(name)?.[1];
  if (inputs === undefined) return undefined;
  const found: ProvableCircuit<Sound1CircuitInputs> = {
    circuit: sound1PhoenixCircuit(Number(inputs)),
    decodeInputs: (bytes) => decode(proverRequestCodec, bytes),
  };
  return found as unknown as ProvableCircuit;
};

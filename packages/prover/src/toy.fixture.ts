import { concatBytes } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { AEGIS_BLINDING, type Circuit } from '@eventide/plonk/circuit';
import { appendPublic, assertEqual, start } from '@eventide/plonk/gadgets/aegis/basic';
import type { CircuitSource, ProvableCircuit } from './prover.ts';

type Factors = { readonly x: bigint; readonly y: bigint; readonly product: bigint };

/** "I know two numbers with this product": small enough to prove in tests, real in every part. */
const productCircuit: Circuit<Factors> = {
  name: 'test/product',
  label: 'test/product',
  blinding: AEGIS_BLINDING,
  example: { x: 0n, y: 0n, product: 0n },
  compose(composer, { x, y, product }) {
    composer.within('start', () => start(composer));
    const expected = composer.within('statement', () => appendPublic(composer, product));
    const [a, b] = [composer.witness(x), composer.witness(y)];
    composer.within('product', () => assertEqual(composer, composer.evaluate({ qM: 1n, a, b }), expected));
  },
};

const provable: ProvableCircuit<Factors> = {
  circuit: productCircuit,
  decodeInputs(bytes) {
    const [x, y, product] = [0, 32, 64].map((at) => fr.decode(bytes.subarray(at, at + 32))) as [bigint, bigint, bigint];
    return { x, y, product };
  },
};

export const toyCircuits: CircuitSource = (name) =>
  name === 'test/product' ? (provable as ProvableCircuit) : undefined;

/** The request bytes of an instance. */
export function toyInputs(x: bigint, y: bigint, product: bigint): Uint8Array {
  return concatBytes(fr.encode(x), fr.encode(y), fr.encode(product));
}

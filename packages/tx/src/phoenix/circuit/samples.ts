import { concatBytes, intToBytesLe, utf8 } from '@eventide/base';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { blake2b512 } from '@eventide/crypto/hash';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import { mulJubJub } from '@eventide/crypto/jubjub/point';
import { phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { type MerkleOpening, NOTE_TREE_HEIGHT } from '@eventide/crypto/merkle/opening';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import type { RandomBytes } from '@eventide/crypto/random';
import { schnorrSignDouble } from '@eventide/crypto/schnorr/double';
import { schnorrSign } from '@eventide/crypto/schnorr/single';
import { type Note, noteHash } from '../note.ts';
import type { Sound1CircuitInputs } from '../proverRequest.ts';
import { encryptSender } from '../sender.ts';
import type { AegisCircuitInputs } from '../txCircuitVec.ts';
import { commitValue } from '../value.ts';

/** A reproducible source for samples: blocks of BLAKE2b-512 over a counter. */
export function sampleRandom(seed: string): RandomBytes {
  let counter = 0n;
  let rest: Uint8Array = new Uint8Array();
  return (length) => {
    while (rest.length < length)
      rest = concatBytes(rest, blake2b512(concatBytes(utf8(seed), intToBytesLe(counter++, 8))));
    const out = rest.slice(0, length);
    rest = rest.slice(length);
    return out;
  };
}

/** A payment of `count` notes of one recipient, made up but valid in every relation, for self-tests and benches. */
export type SamplePayment = {
  readonly aegis: AegisCircuitInputs;
  readonly sound1: Sound1CircuitInputs;
};

export function samplePayment(count: number, seed = 'payment'): SamplePayment {
  const random = sampleRandom(`${seed}/${count}`);
  const scalar = (): Fl => fl.random(random);
  const sender = { a: scalar(), b: scalar() };
  const senderPk = phoenixPublicKey(sender);
  const notes = Array.from({ length: count }, (_, i) => {
    const secret = scalar();
    const value = 1_000_000_000n + BigInt(i);
    const valueBlinder = scalar();
    const note: Note = {
      type: 'obfuscated',
      valueCommitment: commitValue({ value, blinder: valueBlinder }),
      stealthAddress: { R: mulJubJub(scalar(), JUBJUB_GENERATOR), notePk: mulJubJub(secret, JUBJUB_GENERATOR) },
      pos: BigInt(i),
      valueEnc: new Uint8Array(68),
      sender: encryptSender(mulJubJub(secret, JUBJUB_GENERATOR), senderPk, { A: scalar(), B: scalar() }),
    };
    return { secret, value, valueBlinder, note, pkPrime: mulJubJub(secret, JUBJUB_GENERATOR_NUMS) };
  });
  const openings = openingsOf(
    notes.map(({ note }) => noteHash(note)),
    () => fr.random(random),
  );
  const root = (openings[0] as MerkleOpening).root;
  const payloadHash = fr.random(random);
  const [maxFee, deposit] = [12_345n, 777n];
  const total = notes.reduce((sum, { value }) => sum + value, 0n);
  const values = [400_000_000n, total - 400_000_000n - maxFee - deposit];
  const outputs = values.map((value) => {
    const notePk = mulJubJub(scalar(), JUBJUB_GENERATOR);
    const valueBlinder = scalar();
    const senderBlinders = { A: scalar(), B: scalar() };
    return {
      value,
      valueBlinder,
      valueCommitment: commitValue({ value, blinder: valueBlinder }),
      notePk,
      sender: encryptSender(notePk, senderPk, senderBlinders),
      senderBlinders,
    };
  }) as unknown as AegisCircuitInputs['outputs'];
  return {
    aegis: {
      inputs: notes.map(({ secret, value, valueBlinder, note, pkPrime }, i) => ({
        opening: openings[i] as MerkleOpening,
        note,
        pkPrime,
        value,
        valueBlinder,
        nullifier: poseidonDigest('other', [pkPrime.u, pkPrime.v, note.pos]),
        signature: schnorrSignDouble(secret, payloadHash, random),
      })),
      outputs,
      payloadHash,
      root,
      deposit,
      maxFee,
      senderPk,
      signatures: [schnorrSign(sender.a, payloadHash, random), schnorrSign(sender.b, payloadHash, random)],
    },
    sound1: {
      payloadHash,
      root,
      maxFee,
      deposit,
      inputs: notes.map(({ value, valueBlinder, note, pkPrime }, i) => ({
        opening: openings[i] as MerkleOpening,
        notePk: note.stealthAddress.notePk,
        pkPrime,
        alpha: scalar(),
        type: note.type,
        pos: note.pos,
        value,
        valueBlinder,
      })),
      outputs: [
        { value: outputs[0].value, valueBlinder: outputs[0].valueBlinder },
        { value: outputs[1].value, valueBlinder: outputs[1].valueBlinder },
      ],
    },
  };
}

/** Up to four leaves that are neighbours, below a path of random siblings. */
function openingsOf(leaves: readonly Fr[], sibling: () => Fr): MerkleOpening[] {
  const branch: Fr[][] = [[0, 1, 2, 3].map((i) => leaves[i] ?? 0n)];
  const positions: number[] = [];
  let node = poseidonDigest('merkle4', branch[0] as Fr[]);
  for (let level = NOTE_TREE_HEIGHT - 2; level >= 0; level--) {
    const position = level % 4;
    const row = [0, 1, 2, 3].map((i) => (i === position ? node : sibling()));
    branch.unshift(row);
    positions.unshift(position);
    node = poseidonDigest('merkle4', row);
  }
  return leaves.map((_, i) => ({ root: node, branch, positions: [...positions, i] }));
}

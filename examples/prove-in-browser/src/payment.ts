import { parseDusk } from '@eventide/base';
import { fl } from '@eventide/crypto/fields/fl';
import { type PhoenixSecretKey, phoenixPublicKey, randomPhoenixSecretKey } from '@eventide/crypto/keys/phoenix';
import { NoteTree } from '@eventide/crypto/merkle/noteTree';
import type { RandomBytes } from '@eventide/crypto/random';
import { buildPhoenix, type SpendableNote } from '@eventide/tx/phoenix/build';
import { createNote } from '@eventide/tx/phoenix/createNote';
import { type Note, noteHash } from '@eventide/tx/phoenix/note';
import type { UnprovenPhoenix } from '@eventide/tx/phoenix/unproven';

/** Chain id of networks without value. Spec: 14 §1 */
const LOCAL_CHAIN = 224;

/** A payment of 12.5 DUSK out of two fresh notes of 10 and 5, complete but for its proof. */
export function buildSamplePayment(random: RandomBytes): UnprovenPhoenix {
  const alice = randomPhoenixSecretKey(random);
  const bob = phoenixPublicKey(randomPhoenixSecretKey(random));
  return buildPhoenix(
    {
      set: 'sound-1',
      chainId: LOCAL_CHAIN,
      from: alice,
      to: bob,
      inputs: placeNotes(alice, [parseDusk('10'), parseDusk('5')], random),
      value: parseDusk('12.5'),
      gas: { gasLimit: 1_000_000_000n, gasPrice: 1n },
    },
    random,
  );
}

/** Puts notes of these values into a tree of their own and opens it at each. */
function placeNotes(owner: PhoenixSecretKey, values: readonly bigint[], random: RandomBytes): SpendableNote[] {
  const receiver = phoenixPublicKey(owner);
  const tree = new NoteTree();
  const notes = values.map((value, i): Note => {
    const senderBlinders = { A: fl.random(random), B: fl.random(random) };
    const request = {
      type: 'obfuscated',
      receiver,
      sender: receiver,
      senderBlinders,
      value,
      blinder: fl.random(random),
    } as const;
    const note = { ...createNote(request, random), pos: BigInt(i) };
    tree.insert(note.pos, noteHash(note));
    return note;
  });
  return notes.map((note) => ({ note, opening: tree.opening(note.pos) }));
}

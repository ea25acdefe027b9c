import { fromNote } from '@eventide/abi/transfer/convert';
import { noteLeaf } from '@eventide/abi/transfer/types';
import { archive } from '@eventide/abi/type/abiType';
import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { type PhoenixSecretKey, phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { encodeOpeningArchive } from '@eventide/crypto/merkle/archive';
import { NoteTree } from '@eventide/crypto/merkle/noteTree';
import type { RandomBytes } from '@eventide/crypto/random';
import { createNote, type Note, noteHash, type SpendableNote } from '@eventide/tx';

/** A note to make: for which profile of the seed, and how much. */
export type Wish = { readonly index: number; readonly value: bigint; readonly obfuscated: boolean };

/** Notes in a tree, as this project's own packages make them. */
export type World = {
  readonly notes: readonly SpendableNote[];
  /** Archived; the height of a note is its position. */
  readonly leaves: readonly Uint8Array[];
  /** Archives of options. */
  readonly openings: readonly Uint8Array[];
  /** Archived. */
  readonly root: Uint8Array;
};

export function createWorld(seed: Uint8Array, wishes: readonly Wish[], random: RandomBytes): World {
  const keys = new Map<number, PhoenixSecretKey>();
  const keyOf = (index: number): PhoenixSecretKey => {
    const key = keys.get(index) ?? derivePhoenixSecretKey(seed, index);
    keys.set(index, key);
    return key;
  };
  const tree = new NoteTree();
  const placed = wishes.map(({ index, value, obfuscated }, i): Note => {
    const blinder = obfuscated ? fl.random(random) : 0n;
    const senderBlinders = { A: fl.random(random), B: fl.random(random) };
    const [receiver, sender] = [phoenixPublicKey(keyOf(index)), phoenixPublicKey(keyOf(200))];
    const type = obfuscated ? 'obfuscated' : 'transparent';
    const note = createNote({ type, receiver, sender, senderBlinders, value, blinder }, random);
    const there = { ...note, pos: BigInt(i) };
    tree.insert(there.pos, noteHash(there));
    return there;
  });
  const notes = placed.map((note) => ({ note, opening: tree.opening(note.pos) }));
  return {
    notes,
    leaves: placed.map((note) => archive(noteLeaf, { blockHeight: note.pos, note: fromNote(note) })),
    openings: notes.map(({ opening }) => {
      const option = new Uint8Array(2288).with(0, 1);
      option.set(encodeOpeningArchive(opening), 8);
      return option;
    }),
    root: fr.toMontgomery(tree.root),
  };
}

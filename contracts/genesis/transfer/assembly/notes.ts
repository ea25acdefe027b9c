import { Id, JubJubAffine, Scalar, affine, fieldFromInteger, multipleOfGenerator, poseidonHash, zeroed } from "@eventide/contract-sdk";
import { StealthAddress } from "../../shared/assembly/types";
import { ContractLabel, Note, NoteType, Sender, ValueCipher } from "./types";

/** Leaf of the note tree. Spec: 03 §3.4 */
export function noteHash(note: Note): Scalar {
  const six = __alloc(192);
  memory.copy(six, fieldFromInteger(note.note_type.tag), 32);
  memory.copy(six + 32, changetype<usize>(note.value_commitment), 64);
  memory.copy(six + 96, affine(changetype<usize>(note.stealth_address) + 160), 64);
  memory.copy(six + 160, fieldFromInteger(note.pos), 32);
  return poseidonHash(six, 6);
}

/** A note whose value everybody can read. */
export function transparentNote(address: StealthAddress, value: u64, sender: Sender): Note {
  const cipher = zeroed(68);
  store<u64>(cipher, value);
  return Note.of(NoteType.Transparent(), changetype<JubJubAffine>(multipleOfGenerator(value)), address, 0, changetype<ValueCipher>(cipher), sender);
}

/** Value of a transparent note. */
export function openValue(note: Note): u64 {
  return load<u64>(changetype<usize>(note.value_enc));
}

/** The sender of notes a contract pays with: name of the function, id, zeros. Spec: 05 §4.3 */
export function contractSender(contract: Id, name: usize, length: i32): Sender {
  const label = zeroed(128);
  memory.copy(label, name, length);
  memory.copy(label + length, changetype<usize>(contract), 32);
  return Sender.ContractInfo(changetype<ContractLabel>(label));
}

import type { Fr } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import type { RandomisedKeys } from './auth/auth.ts';
import type { Note } from './note.ts';
import { type PhoenixPayload, phoenixPayloadHash } from './payload.ts';
import { expectEncryptedSender } from './sender.ts';

/**
 * The `28 + I` public inputs of the `aegis` circuit.
 * @throws TxError TX_BAD_SENDER if an output names a contract as its sender, which makes the transaction invalid
 * Spec: 03 §12.3
 */
export function aegisPublicInputs(payload: PhoenixPayload): Fr[] {
  const { root, nullifiers, outputs, maxFee, deposit } = payload.skeleton;
  return [
    phoenixPayloadHash(payload),
    root,
    ...nullifiers,
    ...outputs.flatMap((note) => coordinates(note.valueCommitment)),
    maxFee,
    deposit,
    ...outputs.flatMap((note) => coordinates(note.stealthAddress.notePk)),
    ...outputs.flatMap(senderCoordinates),
  ];
}

/** The `8 + 5·I` public inputs of the `sound-1` circuit; `keys` are those of the authorisation. Spec: 10 §7 */
export function sound1PublicInputs(payload: PhoenixPayload, keys: readonly RandomisedKeys[]): Fr[] {
  const { root, nullifiers, outputs, maxFee, deposit } = payload.skeleton;
  return [
    phoenixPayloadHash(payload),
    root,
    ...nullifiers.flatMap((nullifier, i) => {
      const { rk, rkPrime } = keys[i] as RandomisedKeys;
      return [...coordinates(rk), ...coordinates(rkPrime), nullifier];
    }),
    ...outputs.flatMap((note) => coordinates(note.valueCommitment)),
    maxFee,
    deposit,
  ];
}

function senderCoordinates(note: Note): Fr[] {
  const { A1, A2, B1, B2 } = expectEncryptedSender(note.sender);
  return [A1, A2, B1, B2].flatMap(coordinates);
}

function coordinates({ u, v }: JubJubPoint): [Fr, Fr] {
  return [u, v];
}

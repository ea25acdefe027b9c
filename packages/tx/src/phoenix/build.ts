import type { Lux } from '@eventide/base';
import { fl } from '@eventide/crypto/fields/fl';
import { type PhoenixPublicKey, type PhoenixSecretKey, phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { type MerkleOpening, openingPosition, verifyOpening } from '@eventide/crypto/merkle/opening';
import type { RandomBytes } from '@eventide/crypto/random';
import { contractConstants, type Rules } from '@eventide/params';
import { checkAmount } from '../amounts.ts';
import type { TransactionData } from '../data.ts';
import { TxError } from '../errors.ts';
import type { GasTerms } from '../transaction.ts';
import { createNote } from './createNote.ts';
import { type Note, type NoteType, noteHash } from './note.ts';
import type { PhoenixPayload } from './payload.ts';
import { type OwnedNote, openNote } from './scan.ts';
import { encryptSender, type SenderBlinders } from './sender.ts';
import { type BuiltNote, type SpentNote, type UnprovenPhoenix, unprovenAegis, unprovenSound1 } from './unproven.ts';

/** A note to spend, with its path to a root the chain still knows. */
export type SpendableNote = { readonly note: Note; readonly opening: MerkleOpening };

/** A shielded payment to build. Spec: 03 §6.3 */
export type PhoenixRequest = {
  readonly set: Rules['circuitSet'];
  readonly chainId: number;
  readonly from: PhoenixSecretKey;
  readonly to: PhoenixPublicKey;
  /** Receives change and refund; the sender's own address if left out. */
  readonly refundTo?: PhoenixPublicKey | undefined;
  /** 1 to 4 notes of `from`, with openings to one root. */
  readonly inputs: readonly SpendableNote[];
  readonly value: Lux;
  /** The receiver's note shows its value to everybody; a note of value 0 always does. */
  readonly transparent?: boolean | undefined;
  /** What the called contract may take. */
  readonly deposit?: Lux | undefined;
  readonly gas: GasTerms;
  readonly data?: TransactionData | undefined;
};

/**
 * Everything of a shielded payment but its proof: payload, circuit inputs, signatures or authorisation. Draws in the
 * reference's order, so that its generator gives its bytes.
 * Cost: some 40 scalar multiplications, and 17 permutations per input.
 * @throws TxError TX_INPUT_COUNT, TX_REPEATED_INPUT, TX_NOT_OWNED, TX_BAD_OPENING, TX_FUNDS_SHORT, TX_AMOUNT_RANGE, TX_BAD_REQUEST
 * Spec: 03 §6.3, 14 §4
 */
export function buildPhoenix(request: PhoenixRequest, random: RandomBytes): UnprovenPhoenix {
  const { set, from, chainId, gas, deposit = 0n, data = null } = request;
  if (deposit > 0n && data?.kind !== 'call') throw new TxError('TX_BAD_REQUEST', { rule: 'a deposit needs a call' });
  const maxFee = checkAmount('max fee', gas.gasLimit * gas.gasPrice);
  const spent = openInputs(request);
  const change = changeOf(spent, request.value, checkAmount('deposit', deposit) + maxFee);
  const outputs = drawOutputs(request, change, random);
  const refundTo = outputs[1].note.stealthAddress;
  const sender = encryptSender(refundTo.notePk, refundKey(request), drawBlinders(random));
  const payload: PhoenixPayload = {
    chainId,
    skeleton: {
      root: (spent[0] as SpentNote).opening.root,
      nullifiers: spent.map(({ nullifier }) => nullifier),
      outputs: [outputs[0].note, outputs[1].note],
      maxFee,
      deposit,
    },
    fee: { gasLimit: gas.gasLimit, gasPrice: gas.gasPrice, refundTo, sender },
    data,
  };
  const finish = set === 'aegis' ? unprovenAegis : unprovenSound1;
  return finish({ payload, from, spent, outputs }, random);
}

function openInputs({ from, inputs }: PhoenixRequest): SpentNote[] {
  if (inputs.length < 1 || inputs.length > contractConstants.maxPhoenixInputs) {
    throw new TxError('TX_INPUT_COUNT', { inputs: inputs.length });
  }
  const root = inputs[0]?.opening.root;
  const spent = inputs.map(({ note, opening }, index) => {
    const owned: OwnedNote | null = openNote(from, note);
    if (owned === null) throw new TxError('TX_NOT_OWNED', { index });
    const leads = openingPosition(opening) === note.pos && verifyOpening(opening, noteHash(note));
    if (opening.root !== root || !leads) throw new TxError('TX_BAD_OPENING', { index });
    return { ...owned, opening };
  });
  if (new Set(spent.map(({ nullifier }) => nullifier)).size !== spent.length) throw new TxError('TX_REPEATED_INPUT');
  return spent;
}

function changeOf(spent: readonly SpentNote[], value: Lux, rest: Lux): Lux {
  const have = spent.reduce((sum, note) => sum + note.value, 0n);
  const need = checkAmount('value', value) + rest;
  if (have < need) throw new TxError('TX_FUNDS_SHORT', { have, need });
  return checkAmount('change', have - need);
}

function drawOutputs(request: PhoenixRequest, change: Lux, random: RandomBytes): [BuiltNote, BuiltNote] {
  const { from, to, value, transparent = false } = request;
  const type: NoteType = transparent || value === 0n ? 'transparent' : 'obfuscated';
  const sender = phoenixPublicKey(from);
  const blinder = type === 'obfuscated' ? fl.random(random) : 0n;
  const blinders = [drawBlinders(random), drawBlinders(random)] as const;
  const transferTerms = { value, blinder, senderBlinders: blinders[0] };
  const transfer = createNote({ type, receiver: to, sender, ...transferTerms }, random);
  const changeTerms = { value: change, blinder: fl.random(random), senderBlinders: blinders[1] };
  const receiver = refundKey(request);
  const changeNote = createNote({ type: 'obfuscated', receiver, sender, ...changeTerms }, random);
  return [
    { note: transfer, ...transferTerms },
    { note: changeNote, ...changeTerms },
  ];
}

function refundKey({ refundTo, from }: PhoenixRequest): PhoenixPublicKey {
  return refundTo ?? phoenixPublicKey(from);
}

function drawBlinders(random: RandomBytes): SenderBlinders {
  const A = fl.random(random);
  return { A, B: fl.random(random) };
}

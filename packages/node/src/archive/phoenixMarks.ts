import { type ArchivedNote, decodeEvent, toNote, toStealthAddress, transferAbi } from '@eventide/abi';
import { intToBytesLe, isEventideError, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import type { StealthAddress } from '@eventide/crypto/keys/phoenix';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { ArchivedEvent } from './archiveReader.ts';

/** What a shielded transaction leaves in the open: nullifiers, and the keys of its notes; 32 bytes in hex. */
export type PhoenixMark = {
  readonly mark: string;
  readonly kind: 'nullifier' | 'note';
  /** Place of the note in the tree; null for nullifiers, and for notes whose event does not tell it. */
  readonly position: bigint | null;
};

/** Topics of the transfer contract that may tell of one. */
export const MARKING_TOPICS = ['phoenix', 'withdraw', 'convert', 'mint'] as const;

const TRANSFER = toHex(TRANSFER_CONTRACT);
const SCALAR_BYTES = 32;

/** The marks of an event; none of one that does not decode: contracts write events. Spec: 03 §2, 08 §6 */
export function phoenixMarks({ source, topic, data }: ArchivedEvent): readonly PhoenixMark[] {
  if (source !== TRANSFER) return [];
  try {
    return read(topic, data);
  } catch (error) {
    if (isEventideError(error)) return [];
    throw error;
  }
}

function read(topic: string, data: Uint8Array): readonly PhoenixMark[] {
  switch (topic) {
    case 'phoenix': {
      const { nullifiers, notes, refundNote } = decodeEvent(transferAbi, 'phoenix', data);
      return [
        ...nullifiers.map((value) => ({
          mark: toHex(intToBytesLe(value, SCALAR_BYTES)),
          kind: 'nullifier' as const,
          position: null,
        })),
        ...[...notes, ...(refundNote === null ? [] : [refundNote])].map(ofNote),
      ];
    }
    case 'withdraw':
    case 'mint':
    case 'convert': {
      const { receiver } = decodeEvent(transferAbi, topic, data);
      return receiver.kind === 'Phoenix' ? [ofAddress(toStealthAddress(receiver.value), null)] : [];
    }
    default:
      return [];
  }
}

function ofNote(archived: ArchivedNote): PhoenixMark {
  const { stealthAddress, pos } = toNote(archived);
  return ofAddress(stealthAddress, pos);
}

function ofAddress({ notePk }: StealthAddress, position: bigint | null): PhoenixMark {
  return { mark: toHex(encode(jubjubPointCodec, notePk)), kind: 'note', position };
}

import { fromHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { type FuzzTarget, loadVectors } from '@eventide/testkit';
import { faultCodec } from './fault.ts';
import { hashableHeaderCodec } from './header.ts';
import { decodeMessage, encodeMessage, type Message } from './messages/message.ts';

const vectors = loadVectors<Record<string, unknown>>('consensus/encodings');
const messages = Object.entries(vectors).filter(([name]) => name.endsWith('_message'));
const { headers } = loadVectors<{ headers: { hashable_hex: string }[] }>('consensus/mainnet-headers');

export const targets: FuzzTarget[] = [
  {
    name: 'ledger/header',
    seeds: () => headers.map((header) => fromHex(header.hashable_hex)),
    decode: (bytes) => decode(hashableHeaderCodec, bytes),
    encode: (header) => encode(hashableHeaderCodec, header),
  },
  {
    name: 'ledger/message',
    seeds: () => messages.map(([, hex]) => fromHex(hex as string)),
    decode: (bytes) => decodeMessage(bytes, { strict: true }),
    // Version and meaningless quorum bytes are read leniently (06 §3, §6.1), so accepted bytes are compared after one round.
    encode: undefined,
  },
  {
    name: 'ledger/message-stable',
    seeds: () => messages.map(([, hex]) => fromHex(hex as string)),
    decode: (bytes) => {
      const message: Message = decodeMessage(bytes, { strict: true });
      return encodeMessage(decodeMessage(encodeMessage(message), { strict: true }));
    },
  },
  {
    name: 'ledger/fault',
    seeds: () => [fromHex((vectors.fault_double_validation_vote as { hex: string }).hex)],
    decode: (bytes) => decode(faultCodec, bytes),
    encode: (fault) => encode(faultCodec, fault),
  },
];

import { type Codec, CodecError, Reader, Writer } from '@eventide/codec';
import { type NodeTx, nodeTxCodec } from '@eventide/tx';
import { type Block, blockCodec } from '../block.ts';
import { HASH_SIZE, type Hash } from '../bytes.ts';
import { type Inventory, inventoryCodec, type ResourceRequest, resourceRequestCodec } from './inventory.ts';
import {
  type QuorumMessage,
  quorumMessageCodec,
  type RatificationMessage,
  ratificationMessageCodec,
  type ValidationMessage,
  type ValidationQuorumMessage,
  validationMessageCodec,
  validationQuorumMessageCodec,
} from './votes.ts';

/** Requests that need a nonce, so that Kadcast's duplicate filter does not swallow a repetition. Spec: 06 §6.1 */
export type BlocksRequest = { readonly locator: Hash; readonly nonce: Uint8Array };
export type MempoolRequest = { readonly nonce: Uint8Array };

/** What travels between nodes, by topic. Spec: 06 §6.1 */
export type Message =
  | { readonly topic: 'GetResource'; readonly payload: ResourceRequest }
  | { readonly topic: 'GetBlocks'; readonly payload: BlocksRequest }
  | { readonly topic: 'Tx'; readonly payload: NodeTx }
  | { readonly topic: 'Block'; readonly payload: Block }
  | { readonly topic: 'GetMempool'; readonly payload: MempoolRequest }
  | { readonly topic: 'Inv'; readonly payload: Inventory }
  | { readonly topic: 'Candidate'; readonly payload: Block }
  | { readonly topic: 'Validation'; readonly payload: ValidationMessage }
  | { readonly topic: 'Ratification'; readonly payload: RatificationMessage }
  | { readonly topic: 'Quorum'; readonly payload: QuorumMessage }
  | { readonly topic: 'ValidationQuorum'; readonly payload: ValidationQuorumMessage };

export type Topic = Message['topic'];

const NONCE_SIZE = 8;

const blocksRequestCodec: Codec<BlocksRequest> = {
  write(w, request) {
    w.bytes(request.locator, HASH_SIZE);
    w.bytes(request.nonce, NONCE_SIZE);
  },
  read: (r) => ({ locator: r.bytes(HASH_SIZE), nonce: r.bytes(NONCE_SIZE) }),
};

const mempoolRequestCodec: Codec<MempoolRequest> = {
  write: (w, request) => w.bytes(request.nonce, NONCE_SIZE),
  read: (r) => ({ nonce: r.bytes(NONCE_SIZE) }),
};

/** Topic → byte 5 of the message, and the payload's codec. Spec: 06 §6.1 */
const topics: {
  readonly [T in Topic]: { readonly id: number; readonly codec: Codec<Extract<Message, { topic: T }>['payload']> };
} = {
  GetResource: { id: 8, codec: resourceRequestCodec },
  GetBlocks: { id: 9, codec: blocksRequestCodec },
  Tx: { id: 10, codec: nodeTxCodec },
  Block: { id: 11, codec: blockCodec },
  GetMempool: { id: 13, codec: mempoolRequestCodec },
  Inv: { id: 14, codec: inventoryCodec },
  Candidate: { id: 16, codec: blockCodec },
  Validation: { id: 17, codec: validationMessageCodec },
  Ratification: { id: 18, codec: ratificationMessageCodec },
  Quorum: { id: 19, codec: quorumMessageCodec },
  ValidationQuorum: { id: 20, codec: validationQuorumMessageCodec },
};

const topicById: ReadonlyMap<number, Topic> = new Map(
  (Object.keys(topics) as Topic[]).map((topic) => [topics[topic].id, topic]),
);

/** Version, topic, payload; the payload of a Kadcast broadcast. Spec: 06 §6.1 */
export function encodeMessage(message: Message): Uint8Array {
  const w = new Writer();
  w.u8(1);
  w.u16(0);
  w.u16(0);
  w.u8(topics[message.topic].id);
  (topics[message.topic].codec as Codec<unknown>).write(w, message.payload);
  return w.finish();
}

/**
 * The message of these bytes. The version is read and not judged: the handshake did that. Bytes after the payload are ignored
 * on Dusk's networks and refused where the rules are strict (14 §7, S9).
 * @throws CodecError CODEC_BAD_TAG for an unknown topic, CODEC_TRAILING when strict. Spec: 06 §6.1
 */
export function decodeMessage(bytes: Uint8Array, rules: { readonly strict: boolean }): Message {
  const r = new Reader(bytes);
  r.u8();
  r.u16();
  r.u16();
  const id = r.u8();
  const topic = topicById.get(id);
  if (topic === undefined) throw new CodecError('CODEC_BAD_TAG', { what: 'topic', tag: id });
  const payload = (topics[topic].codec as Codec<unknown>).read(r);
  if (rules.strict) r.end();
  return { topic, payload } as Message;
}

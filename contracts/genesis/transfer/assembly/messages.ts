import { BlsPublicKey, Id, Option, Scalar, Vec, affine, compress, hash } from "@eventide/contract-sdk";
import { Message } from "../../shared/assembly/types";
import { MoonlightPayload, Note, NotePair, PhoenixPayload, TransactionData } from "./types";

/** Bytes of the data part that signatures and payload hash cover, without lengths and tags. Spec: 03 §5 */
function putData(m: Message, data: Option<TransactionData>): void {
  if (!data.isSome) return;
  const d = data.value;
  if (d.isCall) {
    const call = d.asCall;
    m.bytes(changetype<usize>(call.contract), 32);
    m.bytes(call.fn_name.start, call.fn_name.length);
    m.bytes(call.fn_args.start, call.fn_args.length);
  } else if (d.isDeploy) {
    const deploy = d.asDeploy;
    m.bytes(changetype<usize>(deploy.bytecode.hash), 32);
    m.bytes(deploy.owner.start, deploy.owner.length);
    if (deploy.init_args.isSome) m.bytes(deploy.init_args.value.start, deploy.init_args.value.length);
  } else if (d.isMemo) m.bytes(d.asMemo.start, d.asMemo.length);
}

/** Upper bound of what `putData` writes. */
function dataBytes(data: Option<TransactionData>): usize {
  if (!data.isSome) return 0;
  const d = data.value;
  if (d.isCall) return 32 + d.asCall.fn_name.length + d.asCall.fn_args.length;
  if (d.isDeploy) return 32 + d.asDeploy.owner.length + (d.asDeploy.init_args.isSome ? d.asDeploy.init_args.value.length : 0);
  return d.isMemo ? d.asMemo.length : 0;
}

/** What the sender of a Moonlight transaction signs. Spec: 03 §7 */
export function moonlightMessage(p: MoonlightPayload): Message {
  const m = Message.sized(336 + dataBytes(p.data));
  m.byte(p.chain_id);
  m.account(changetype<usize>(p.sender));
  if (p.receiver != p.sender) m.account(changetype<usize>(p.receiver));
  m.word(p.value);
  m.word(p.deposit);
  m.word(p.fee.gas_limit);
  m.word(p.fee.gas_price);
  if (p.fee.refund_address != p.sender) m.account(changetype<usize>(p.fee.refund_address));
  m.word(p.nonce);
  putData(m, p.data);
  return m;
}

function putNote(m: Message, note: Note): void {
  m.byte(note.note_type.tag);
  compress(changetype<usize>(note.value_commitment), m.end);
  m.end += 32;
  const address = changetype<usize>(note.stealth_address);
  m.point(address);
  m.point(address + 160);
  m.word(note.pos);
  m.bytes(changetype<usize>(note.value_enc), 68);
  m.byte(note.sender.tag);
  const sender = changetype<usize>(note.sender.asEncryption);
  for (let i: usize = 0; i < 4; i++) {
    compress(sender + (i << 6), m.end);
    m.end += 32;
  }
}

/** The hash that proof and authorisation bind. Spec: 03 §4, §6.2 */
export function payloadHash(p: PhoenixPayload): Scalar {
  const skeleton = p.tx_skeleton, nullifiers = skeleton.nullifiers;
  const m = Message.sized(700 + (<usize>nullifiers.length << 5) + dataBytes(p.data));
  m.byte(p.chain_id);
  m.scalar(changetype<usize>(skeleton.root));
  for (let i: u32 = 0; i < nullifiers.length; i++) m.scalar(changetype<usize>(nullifiers.at(i)));
  putNote(m, skeleton.outputs.first);
  putNote(m, skeleton.outputs.second);
  m.word(skeleton.max_fee);
  m.word(skeleton.deposit);
  putData(m, p.data);
  return hash(m.start, m.length);
}

/** For both outputs: note key and the four points of the sender, compressed; 320 bytes. Spec: 14 §5 */
export function outputPoints(outputs: NotePair): Message {
  const m = Message.sized(320);
  putOutput(m, outputs.first);
  putOutput(m, outputs.second);
  return m;
}

function putOutput(m: Message, note: Note): void {
  m.point(changetype<usize>(note.stealth_address) + 160);
  const sender = changetype<usize>(note.sender.asEncryption);
  for (let i: usize = 0; i < 4; i++) {
    compress(sender + (i << 6), m.end);
    m.end += 32;
  }
}

import { BlsPublicKey, BlsSignature, compressG1, compressG2, Id, JubJubExtended, JubJubScalar, Option, Scalar, Text, Vec, affine, compress, fieldToCanonical } from "@eventide/contract-sdk";

// Types that both genesis contracts speak. Declared order rules out-of-line data, @layout the memory order. Spec: 05 §3

@bytes(320, 8) export class StealthAddress {}
@data export class SchnorrSignature { u: JubJubScalar; R: JubJubExtended; }

@variants export class WithdrawReceiver { Phoenix: StealthAddress; Moonlight: BlsPublicKey; }
@variants export class WithdrawReplayToken { Phoenix: Vec<Scalar>; Moonlight: u64; }
@variants export class WithdrawSignature { Phoenix: SchnorrSignature; Moonlight: BlsSignature; }

@layout("receiver", "token", "signature", "contract", "value")
@data
export class Withdraw { contract: Id; value: u64; receiver: WithdrawReceiver; token: WithdrawReplayToken; signature: WithdrawSignature; }

@data export class ContractToContract { contract: Id; value: u64; fn_name: Text; data: Vec<u8>; }
@data export class ReceiveFromContract { contract: Id; value: u64; data: Vec<u8>; }
@tuple export class IdValue { contract: Id; value: u64; }

/** Bytes of a message under construction. */
@unmanaged @final
export class Message {
  start: usize;
  end: usize;

  static sized(bytes: usize): Message {
    const m = changetype<Message>(__alloc(8));
    m.start = __alloc(bytes);
    m.end = m.start;
    return m;
  }

  get length(): usize { return this.end - this.start; }

  byte(v: u8): void { store<u8>(this.end, v); this.end += 1; }
  word(v: u64): void { store<u64>(this.end, v); this.end += 8; }
  bytes(from: usize, length: usize): void { memory.copy(this.end, from, length); this.end += length; }
  zeros(length: usize): void { memory.fill(this.end, 0, length); this.end += length; }
  account(key: usize): void { compressG2(key, this.end); this.end += 96; }
  signature(s: usize): void { compressG1(s, this.end); this.end += 48; }
  scalar(s: usize): void { fieldToCanonical(s, this.end); this.end += 32; }
  /** An extended point, compressed. */
  point(extended: usize): void { compress(affine(extended), this.end); this.end += 32; }
}

/** Upper bound of the bytes `putWithdraw` writes. */
export function withdrawBytes(w: Withdraw): usize {
  return 144 + (w.token.isPhoenix ? <usize>w.token.asPhoenix.length << 5 : 8);
}

/** What the receiver of a withdrawal signs. Spec: 05 §4.3 */
export function putWithdraw(m: Message, w: Withdraw): void {
  m.bytes(changetype<usize>(w.contract), 32);
  m.word(w.value);
  if (w.receiver.isPhoenix) {
    const address = changetype<usize>(w.receiver.asPhoenix);
    m.point(address);
    m.point(address + 160);
  } else m.account(changetype<usize>(w.receiver.asMoonlight));
  if (w.token.isPhoenix) {
    const nullifiers = w.token.asPhoenix;
    for (let i: u32 = 0; i < nullifiers.length; i++) m.scalar(changetype<usize>(nullifiers.at(i)));
  } else m.word(w.token.asMoonlight);
}

import { BlsPublicKey, BlsSignature, calledByGenesis, chainId, compressG2, ensure, Id, OrderedMap, panicWith, self, Vec, verifyBls, zeroed } from "@eventide/contract-sdk";

@data class ContractToAccount { account: BlsPublicKey; value: u64; }
@data class ReceiveFromContract { contract: Id; value: u64; data: Vec<u8>; }

@remote
interface Transfer {
  deposit(value: u64): void;
  contract_to_account(payment: ContractToAccount): void;
  contract_balance(contract: Id): u64;
}

@data class Opening { owners: Vec<BlsPublicKey>; threshold: u8; }
/** One owner's signature, by the owner's number. */
@data class Approval { signature: BlsSignature; owner: u32; }
@data class Payment { to: BlsPublicKey; value: u64; approvals: Vec<Approval>; }
@data class Change { owners: Vec<BlsPublicKey>; threshold: u8; approvals: Vec<Approval>; }

@event("received") class Received { value: u64; }
@event("paid") class Paid { to: BlsPublicKey; value: u64; nonce: u64; }
@event("owners_changed") class OwnersChanged { owners: u32; threshold: u8; nonce: u64; }

const MAX_OWNERS: u32 = 16;
/** What the owners sign begins with the kind of the order. */
const PAY: u8 = 1;
const CHANGE: u8 = 2;

/** Holds DUSK that only a number of its owners together can spend. */
@contract
export class Vault {
  nonce: u64;
  threshold: u8;
  size: u32;
  owners: OrderedMap<u32, BlsPublicKey>;

  init(opening: Opening): void {
    this.appoint(opening.owners, opening.threshold);
  }

  private appoint(owners: Vec<BlsPublicKey>, threshold: u8): void {
    ensure(owners.length > 0 && owners.length <= MAX_OWNERS, "VAULT_OWNERS: 1 to 16");
    ensure(threshold > 0 && <u32>threshold <= owners.length, "VAULT_THRESHOLD");
    for (let i: u32 = 0; i < owners.length; i++) {
      for (let k: u32 = 0; k < i; k++) ensure(owners.at(i) != owners.at(k), "VAULT_OWNER_TWICE");
    }
    this.owners.clear();
    for (let i: u32 = 0; i < owners.length; i++) this.owners.set(i, owners.at(i));
    this.size = owners.length;
    this.threshold = threshold;
  }

  @view next_nonce(): u64 { return this.nonce; }
  @view quorum(): u8 { return this.threshold; }
  @view owner_count(): u32 { return this.size; }
  @view owner(index: u32): BlsPublicKey { ensure(index < this.size, "VAULT_OWNER_UNKNOWN"); return this.owners.get(index); }
  @view balance(): u64 { return Transfer.at(Id.genesis(1)).contract_balance(self()); }

  /** Takes the deposit of the transaction that calls. */
  receive(value: u64): void {
    Transfer.at(Id.genesis(1)).deposit(value);
    Received.of(value).emit();
  }

  /** Accepts a payment of another contract. */
  receive_from_contract(payment: ReceiveFromContract): void {
    ensure(calledByGenesis(1), "VAULT_CALLER: payments come from the transfer contract");
    Received.of(payment.value).emit();
  }

  pay(payment: Payment): void {
    const m = zeroed(154);
    const nonce = this.begin(m, PAY);
    compressG2(changetype<usize>(payment.to), m + 42);
    store<u64>(m, payment.value, 138);
    this.expectQuorum(m, 146, payment.approvals);
    // before the call out: a replay or a re-entrance finds the nonce spent
    this.nonce = nonce + 1;
    const done = Transfer.at(Id.genesis(1)).try_contract_to_account(ContractToAccount.of(payment.to, payment.value));
    if (!done.ok) panicWith<void>(done, "VAULT_PAYMENT");
    Paid.of(payment.to, payment.value, nonce).emit();
  }

  change_owners(change: Change): void {
    const m = zeroed(64 + change.owners.length * 96);
    const nonce = this.begin(m, CHANGE);
    store<u8>(m, change.threshold, 42);
    for (let i: u32 = 0; i < change.owners.length; i++) compressG2(changetype<usize>(change.owners.at(i)), m + 43 + i * 96);
    this.expectQuorum(m, 43 + change.owners.length * 96, change.approvals);
    this.appoint(change.owners, change.threshold);
    this.nonce = nonce + 1;
    OwnersChanged.of(change.owners.length, change.threshold, nonce).emit();
  }

  /** kind ‖ chain id ‖ vault ‖ nonce: no order serves twice, or anywhere else. 42 bytes. */
  private begin(m: usize, kind: u8): u64 {
    store<u8>(m, kind);
    store<u8>(m, chainId(), 1);
    memory.copy(m + 2, changetype<usize>(self()), 32);
    store<u64>(m, this.nonce, 34);
    return this.nonce;
  }

  private expectQuorum(m: usize, length: usize, approvals: Vec<Approval>): void {
    ensure(approvals.length >= <u32>this.threshold && approvals.length <= this.size, "VAULT_QUORUM");
    let before: i64 = -1;
    for (let i: u32 = 0; i < approvals.length; i++) {
      const approval = approvals.at(i), owner = approval.owner;
      ensure(<i64>owner > before && owner < this.size, "VAULT_ORDER: owners ascending, each once");
      before = owner;
      const key = changetype<usize>(this.owners.get(owner));
      ensure(verifyBls(m, length, key, changetype<usize>(approval.signature)), "VAULT_SIGNATURE");
    }
  }
}

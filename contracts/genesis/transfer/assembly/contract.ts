import { affine, archive, arenaMark, arenaRelease, blockHeight, BlsPublicKey, BUFFER, Bytes, calledByGenesis, caller, callRaw, chainId, ensure, feed, fieldFromInteger, GrowingSet, hash, Id, jubjubDecode, List, MerkleTree, Option, OrderedMap, panic, panicWith, Ring, saturatingAdd, saturatingSub, Scalar, Text, Vec, verifyBls, verifyPhoenixAuth, verifyPlonk, verifySchnorr, zeroed } from "@eventide/contract-sdk";
import { ContractToContract, IdValue, Message, putWithdraw, ReceiveFromContract, Withdraw, withdrawBytes } from "../../shared/assembly/types";
import { moonlightMessage, outputPoints, payloadHash } from "./messages";
import { contractSender, noteHash, openValue, transparentNote } from "./notes";
import { AccountData, AccountEntry, AVAILABLE, Branch, CallOutcome, Circuits, ContractError, ContractToAccount, ContractToAccountEvent, ContractToContractEvent, ConvertEvent, Current, DepositEvent, HeightNote, IDLE, KeyValue, MintEvent, MintToContractEvent, MOONLIGHT, MoonlightTerms, MoonlightTransaction, MoonlightTransactionEvent, NO_DEPOSIT, Note, NoteLeaf, NotePair, Opening, PHOENIX, PhoenixTerms, PhoenixTransaction, PhoenixTransactionEvent, Positions, RawAccount, Refund, Sender, SyncRange, TAKEN, Transaction, TransactionData, WithdrawEvent } from "./types";

/** Roots a transaction may prove against: one is pushed per block. */
const MAX_ROOTS: u32 = 4320;
const NOTE_BYTES: usize = 728;
/** Bytes of a PLONK proof, and of the authorisation without inputs. Spec: 14 §4 */
const PROOF_BYTES: usize = 1008;
const AUTH_BYTES: usize = 224;

function checkedAdd(a: u64, b: u64): u64 {
  ensure(a + b >= a, "attempt to add with overflow");
  return a + b;
}

function checkedMul(a: u64, b: u64): u64 {
  ensure(b == 0 || a <= u64.MAX_VALUE / b, "attempt to multiply with overflow");
  return a * b;
}

/** The account map's key is a raw public key. */
function raw(key: BlsPublicKey): RawAccount {
  return changetype<RawAccount>(changetype<usize>(key));
}

/** A cursor behind the first `count` entries, 0 at the end. */
function skip<K, V>(map: OrderedMap<K, V>, count: u64): u64 {
  let at = map.first();
  for (let i: u64 = 0; at && i < count; i++) at = map.next(at);
  return at;
}

/** Owner of the coins: balances, notes, nullifiers; executes transactions. Spec: 05 §4 */
@contract
export class TransferContract {
  current: Current;
  moonlight: MoonlightTerms;
  phoenix: PhoenixTerms;
  memo: Bytes;
  tree: MerkleTree;
  leaves: List<NoteLeaf>;
  nullifiers: GrowingSet<Scalar>;
  roots: Ring<Scalar>;
  accounts: OrderedMap<RawAccount, AccountData>;
  balances: OrderedMap<Id, u64>;
  set: u8;
  circuit_1: Bytes;
  circuit_2: Bytes;
  circuit_3: Bytes;
  circuit_4: Bytes;

  /** Takes the circuit set and its verifier data; without an argument the set is 0 and no shielded transaction verifies. */
  init(circuits: Circuits): void {
    this.set = circuits.set;
    this.circuit_1.set(circuits.one.start, circuits.one.length);
    this.circuit_2.set(circuits.two.start, circuits.two.length);
    this.circuit_3.set(circuits.three.start, circuits.three.length);
    this.circuit_4.set(circuits.four.start, circuits.four.length);
  }

  @view
  circuit_set(): u8 {
    return this.set;
  }

  /** Verifier data for so many inputs; empty for a number without a circuit. */
  @view
  verifier_data(inputs: u64): Vec<u8> {
    if (inputs < 1 || inputs > 4) return Vec.sized<u8>(0);
    const circuit = this.circuit(<u32>inputs);
    return Vec.of<u8>(circuit.start, <u32>circuit.length);
  }

  private circuit(inputs: u32): Bytes {
    if (inputs == 1) return this.circuit_1;
    if (inputs == 2) return this.circuit_2;
    return inputs == 3 ? this.circuit_3 : this.circuit_4;
  }

  // ---- transactions ----

  /** Takes the payment of a transaction and runs its call. Only its refund ends it. Spec: 05 §4.3 */
  @root("Can only be called from the outside the VM")
  spend_and_execute(tx: Transaction): CallOutcome {
    if (tx.isPhoenix) {
      const payload = tx.asPhoenix.payload, fee = payload.fee;
      this.begin(PHOENIX, payload.data, payload.tx_skeleton.deposit, fee.gas_limit, fee.gas_price);
      this.spendPhoenix(tx.asPhoenix);
      return this.execute(payload.data);
    }
    const payload = tx.asMoonlight.payload, fee = payload.fee;
    this.begin(MOONLIGHT, payload.data, payload.deposit, fee.gas_limit, fee.gas_price);
    this.spendMoonlight(tx.asMoonlight);
    return this.execute(payload.data);
  }

  private begin(model: u8, data: Option<TransactionData>, deposit: u64, gasLimit: u64, gasPrice: u64): void {
    ensure(gasPrice > 0, "Gas price too low!");
    const hasCall = data.isSome && data.value.isCall;
    ensure(deposit == 0 || hasCall, "There must be a contract when depositing funds");
    const next = new Current();
    next.model = model;
    next.depositState = deposit ? AVAILABLE : NO_DEPOSIT;
    next.deposit = deposit;
    next.gas_limit = gasLimit;
    next.gas_price = gasPrice;
    if (hasCall) next.target = data.value.asCall.contract;
    this.current = next;
    if (data.isSome && data.value.isMemo) this.memo.set(data.value.asMemo.start, data.value.asMemo.length);
    else if (this.memo.length) this.memo.set(0, 0);
  }

  private execute(data: Option<TransactionData>): CallOutcome {
    if (!data.isSome || !data.value.isCall) return CallOutcome.Ok(Vec.sized<u8>(0));
    const call = data.value.asCall, args = call.fn_args;
    memory.copy(BUFFER, args.start, args.length);
    const done = callRaw(changetype<usize>(call.contract), call.fn_name.start, call.fn_name.length, args.length);
    if (done.ok) return CallOutcome.Ok(Vec.of<u8>(done.data, done.length));
    if (done.code == -1) return CallOutcome.Err(ContractError.Panic(Text.of(done.data, done.length)));
    if (done.code == -2) return CallOutcome.Err(ContractError.OutOfGas());
    return CallOutcome.Err(done.code == -3 ? ContractError.DoesNotExist() : ContractError.Unknown());
  }

  private spendMoonlight(tx: MoonlightTransaction): void {
    const p = tx.payload;
    ensure(p.chain_id == chainId(), "The tx must target the correct chain");
    const message = moonlightMessage(p);
    ensure(verifyBls(message.start, message.length, changetype<usize>(p.sender), changetype<usize>(tx.signature)), "Invalid signature!");
    const total = checkedAdd(checkedAdd(p.value, p.deposit), checkedMul(p.fee.gas_limit, p.fee.gas_price));
    const at = this.accounts.addressOf(raw(p.sender));
    ensure(at != 0, "Account has no funds");
    const account = changetype<AccountData>(at), balance = account.balance, next = account.nonce + 1;
    ensure(total <= balance, "Account doesn't have enough funds");
    if (p.nonce != next) {
      ensure(p.nonce > next, "Already used nonce");
      panic("Nonce not ready to be used yet");
    }
    account.nonce = p.nonce;
    const own = p.receiver == p.sender;
    account.balance = own ? balance - total + p.value : balance - total;
    if (!own && p.value) this.credit(p.receiver, p.value);
    const terms = MoonlightTerms.of(p.sender, p.receiver, p.fee.refund_address, p.value, p.nonce);
    this.moonlight = terms;
  }

  private credit(key: BlsPublicKey, value: u64): void {
    const entry = this.accounts.entry(raw(key));
    entry.balance = checkedAdd(entry.balance, value);
  }

  private spendPhoenix(tx: PhoenixTransaction): void {
    const p = tx.payload, skeleton = p.tx_skeleton, nullifiers = skeleton.nullifiers;
    ensure(p.chain_id == chainId(), "The tx must target the correct chain");
    ensure(this.roots.has(skeleton.root), "Root not found in the state!");
    for (let i: u32 = 0; i < nullifiers.length; i++) {
      ensure(this.nullifiers.add(nullifiers.at(i)), "A provided nullifier has already been spent");
    }
    const inputs = nullifiers.length;
    ensure(inputs >= 1 && inputs <= 4, "No circuit available for given number of inputs!");
    const terms = this.phoenix;
    terms.count = inputs;
    memory.copy(changetype<usize>(terms.nullifiers), nullifiers.start, inputs << 5);
    terms.stealth_address = p.fee.stealth_address;
    p.fee.sender.__put(changetype<usize>(terms.sender));
    if (this.set) this.verifyBound(tx, inputs);
    else this.verifyPlain(tx, inputs);
    const height = blockHeight();
    terms.noteCount = 0;
    this.remember(terms, this.append(height, skeleton.outputs.first));
    this.remember(terms, this.append(height, skeleton.outputs.second));
  }

  private remember(terms: PhoenixTerms, note: Note | null): void {
    if (note === null) return;
    memory.copy(changetype<usize>(terms.notes) + terms.noteCount * NOTE_BYTES, changetype<usize>(note), NOTE_BYTES);
    terms.noteCount = terms.noteCount + 1;
  }

  /** Set 1: keys and nullifiers are bound by an authorisation beside the proof. Spec: 14 §6, 10 §7 */
  private verifyBound(tx: PhoenixTransaction, inputs: u32): void {
    const skeleton = tx.payload.tx_skeleton, field = tx.proof, authLength = 96 * <usize>inputs + AUTH_BYTES;
    ensure(field.length == 1 + authLength + PROOF_BYTES && load<u8>(field.start) == 1, "Invalid proof field!");
    this.expectCiphers(skeleton.outputs);
    const auth = field.start + 1, message = payloadHash(tx.payload), points = outputPoints(skeleton.outputs);
    ensure(verifyPhoenixAuth(message, auth, authLength, points.start, points.length, <u8>inputs), "Invalid transaction auth!");
    const keys = jubjubDecode(auth, inputs * 2);
    ensure(keys.length == inputs * 4, "Invalid transaction auth!");
    const list = Message.sized(8 * 32 + inputs * 160);
    list.bytes(changetype<usize>(message), 32);
    list.bytes(changetype<usize>(skeleton.root), 32);
    for (let i: u32 = 0; i < inputs; i++) {
      list.bytes(keys.start + (<usize>i << 7), 128);
      list.bytes(skeleton.nullifiers.start + (<usize>i << 5), 32);
    }
    this.putOutputs(list, tx);
    this.verifyProof(inputs, auth + authLength, PROOF_BYTES, list);
  }

  /** Set 0: the public inputs of the reference's circuits. Spec: 03 §12.3 */
  private verifyPlain(tx: PhoenixTransaction, inputs: u32): void {
    const skeleton = tx.payload.tx_skeleton, outputs = skeleton.outputs;
    this.expectCiphers(outputs);
    const list = Message.sized((28 + inputs) * 32);
    list.bytes(changetype<usize>(payloadHash(tx.payload)), 32);
    list.bytes(changetype<usize>(skeleton.root), 32);
    list.bytes(skeleton.nullifiers.start, inputs << 5);
    this.putOutputs(list, tx);
    this.putNoteKey(list, outputs.first);
    this.putNoteKey(list, outputs.second);
    list.bytes(changetype<usize>(outputs.first.sender.asEncryption), 256);
    list.bytes(changetype<usize>(outputs.second.sender.asEncryption), 256);
    this.verifyProof(inputs, tx.proof.start, tx.proof.length, list);
  }

  private expectCiphers(outputs: NotePair): void {
    ensure(outputs.first.sender.isEncryption && outputs.second.sender.isEncryption, "All output-notes must provide a sender-encryption");
  }

  private putOutputs(list: Message, tx: PhoenixTransaction): void {
    const skeleton = tx.payload.tx_skeleton;
    list.bytes(changetype<usize>(skeleton.outputs.first.value_commitment), 64);
    list.bytes(changetype<usize>(skeleton.outputs.second.value_commitment), 64);
    list.bytes(fieldFromInteger(skeleton.max_fee), 32);
    list.bytes(fieldFromInteger(skeleton.deposit), 32);
  }

  private putNoteKey(list: Message, note: Note): void {
    list.bytes(affine(changetype<usize>(note.stealth_address) + 160), 64);
  }

  private verifyProof(inputs: u32, proof: usize, length: usize, list: Message): void {
    const circuit = this.circuit(inputs);
    ensure(verifyPlonk(circuit.start, <usize>circuit.length, proof, length, list.start, list.length >> 5), "Invalid transaction proof!");
  }

  /** Ends the transaction: pays back unused gas and an untaken deposit, and tells the world. Spec: 05 §4.3 */
  @root("Can only be called from the outside the VM")
  refund(gas_spent: u64): void {
    const current = this.ongoing(), deposit = current.depositState == AVAILABLE ? current.deposit : 0;
    const model = current.model;
    current.model = IDLE;
    const memo = Vec.of<u8>(this.memo.start, <u32>this.memo.length);
    if (model == PHOENIX) {
      const value = saturatingSub(current.gas_limit, gas_spent) * current.gas_price + deposit;
      const terms = this.phoenix;
      const note = this.append(blockHeight(), transparentNote(terms.stealth_address, value, terms.sender));
      const refund = note === null ? Option.none<Note>() : Option.some<Note>(note);
      const nullifiers = Vec.of<Scalar>(changetype<usize>(terms.nullifiers), terms.count);
      PhoenixTransactionEvent.of(nullifiers, Vec.of<Note>(changetype<usize>(terms.notes), terms.noteCount), memo, gas_spent, refund).emit();
      return;
    }
    ensure(gas_spent <= current.gas_limit, "attempt to subtract with overflow");
    const value = checkedAdd(checkedMul(current.gas_limit - gas_spent, current.gas_price), deposit);
    const terms = this.moonlight;
    this.credit(terms.refund_address, value);
    const event = new MoonlightTransactionEvent();
    event.sender = terms.sender;
    if (terms.receiver != terms.sender) event.receiver = Option.some<BlsPublicKey>(terms.receiver);
    event.value = terms.value;
    event.memo = memo;
    event.gas_spent = gas_spent;
    if (value > 0 && terms.refund_address != terms.sender) {
      event.refund_info = Option.some<Refund>(Refund.of(terms.refund_address, value));
    }
    event.emit();
  }

  private ongoing(): Current {
    ensure(this.current.model != IDLE, "There must be an ongoing transaction");
    return this.current;
  }

  // ---- notes ----

  /** Appends a note; a transparent note of value 0 vanishes. The stored note, or null. */
  private append(height: u64, note: Note): Note | null {
    if (note.note_type.isTransparent && openValue(note) == 0) return null;
    const stored = changetype<Note>(zeroed(NOTE_BYTES));
    note.__put(changetype<usize>(stored));
    stored.pos = this.leaves.length;
    this.leaves.push(NoteLeaf.of(height, stored));
    this.tree.append(noteHash(stored));
    return stored;
  }

  @root("Can only be called from the outside the VM")
  push_note(entry: HeightNote): Option<Note> {
    const note = this.append(entry.height, entry.note);
    return note === null ? Option.none<Note>() : Option.some<Note>(note);
  }

  @root("Can only be called from the outside the VM")
  update_root(): void {
    this.roots.push(this.tree.root(), MAX_ROOTS);
  }

  // ---- balances ----

  @root("Can only be called from the outside the VM")
  add_account_balance(to: KeyValue): void {
    const entry = this.accounts.entry(raw(to.account));
    entry.balance = saturatingAdd(entry.balance, to.value);
  }

  @root("Can only be called from the outside the VM")
  sub_account_balance(from: KeyValue): void {
    const at = this.accounts.addressOf(raw(from.account));
    if (!at) return;
    const entry = changetype<AccountData>(at);
    entry.balance = saturatingSub(entry.balance, from.value);
  }

  @root("Can only be called from the outside the VM")
  add_contract_balance(to: IdValue): void {
    this.creditContract(to.contract, to.value);
  }

  sub_contract_balance(from: IdValue): void {
    this.expectStakeContract();
    const at = this.balances.addressOf(from.contract);
    ensure(at != 0 && load<u64>(at) >= from.value, "Cannot subtract balance: NotEnoughBalance");
    store<u64>(at, load<u64>(at) - from.value);
  }

  private expectStakeContract(): void {
    ensure(calledByGenesis(2), "Can only be called by the stake contract");
  }

  private creditContract(contract: Id, value: u64): void {
    this.balances.set(contract, checkedAdd(this.balances.get(contract), value));
  }

  /** The calling contract picks up the deposit of the transaction. */
  deposit(value: u64): void {
    const who = caller();
    ensure(!who.isZero, "A deposit must happen in the context of a transaction");
    const current = this.ongoing();
    ensure(current.depositState != TAKEN, "The deposit has already been taken");
    ensure(current.depositState == AVAILABLE, "There is no deposit in the transaction");
    ensure(value == current.deposit, "The value to deposit doesn't match the value in the transaction");
    ensure(who == current.target, "The calling contract doesn't match the contract in the transaction");
    this.creditContract(who, value);
    current.depositState = TAKEN;
    DepositEvent.of(this.sender(current), who, value).emit();
  }

  /** The public sender of the transaction, if it is public. */
  private sender(current: Current): Option<BlsPublicKey> {
    return current.model == MOONLIGHT ? Option.some<BlsPublicKey>(this.moonlight.sender) : Option.none<BlsPublicKey>();
  }

  withdraw(w: Withdraw): void {
    const who = caller();
    ensure(!who.isZero, "A withdrawal must happen in the context of a transaction");
    ensure(who == w.contract, "The \"withdraw\" function can only be called by the specified contract.");
    const at = this.balances.addressOf(who), balance = at ? load<u64>(at) : 0;
    ensure(balance >= w.value, "The contract doesn't have enough balance");
    if (at) store<u64>(at, balance - w.value);
    this.payOut(w, contractSender(w.contract, utf8("withdraw")));
    WithdrawEvent.of(w.contract, w.receiver, w.value).emit();
  }

  /** Pays a reward out of nothing. */
  mint(w: Withdraw): void {
    this.expectStakeContract();
    ensure(w.contract == Id.genesis(2), "Withdrawal should be targeting the stake contract");
    this.payOut(w, contractSender(w.contract, utf8("mint")));
    MintEvent.of(w.contract, w.receiver, w.value).emit();
  }

  /** Turns the transaction's deposit into the other model. */
  convert(w: Withdraw): void {
    ensure(calledByGenesis(1), "Only the first contract call can be a conversion");
    ensure(w.contract == Id.genesis(1), "The conversion must target the transfer contract");
    const current = this.ongoing();
    ensure(current.depositState != TAKEN, "The deposit has already been taken");
    ensure(current.depositState == AVAILABLE, "There is no deposit in the transaction");
    ensure(w.value == current.deposit, "The value to convert doesn't match the value in the transaction");
    this.payOut(w, contractSender(w.contract, utf8("convert")));
    current.depositState = TAKEN;
    ConvertEvent.of(this.sender(current), w.receiver, w.value).emit();
  }

  /** Checks token and signature of a withdrawal and pays its receiver. */
  private payOut(w: Withdraw, sender: Sender): void {
    const current = this.ongoing();
    if (w.token.isPhoenix) {
      ensure(current.model == PHOENIX, "Expected Phoenix TX, found Moonlight");
      this.expectNullifiers(w.token.asPhoenix);
    } else {
      ensure(current.model == MOONLIGHT, "Expected Moonlight TX, found Phoenix");
      ensure(w.token.asMoonlight == this.moonlight.nonce, "Incorrect nonce signed");
    }
    const m = Message.sized(withdrawBytes(w));
    putWithdraw(m, w);
    if (w.receiver.isPhoenix) {
      ensure(w.signature.isPhoenix, "Withdrawal to Phoenix must be signed with Schnorr");
      const address = w.receiver.asPhoenix, signature = changetype<usize>(w.signature.asPhoenix);
      ensure(verifySchnorr(hash(m.start, m.length), changetype<usize>(address) + 160, signature), "Invalid signature");
      this.append(blockHeight(), transparentNote(address, w.value, sender));
    } else {
      ensure(w.signature.isMoonlight, "Withdrawal to Moonlight must be signed with BLS");
      const key = w.receiver.asMoonlight, signature = changetype<usize>(w.signature.asMoonlight);
      ensure(verifyBls(m.start, m.length, changetype<usize>(key), signature), "Invalid signature");
      this.credit(key, w.value);
    }
  }

  /** Every nullifier of the transaction must be in the token. */
  private expectNullifiers(signed: Vec<Scalar>): void {
    const own = changetype<usize>(this.phoenix.nullifiers);
    for (let i: u32 = 0; i < this.phoenix.count; i++) {
      let found = false;
      for (let k: u32 = 0; k < signed.length && !found; k++) {
        found = memory.compare(own + (<usize>i << 5), signed.start + (<usize>k << 5), 32) == 0;
      }
      ensure(found, "Incorrect nullifiers signed");
    }
  }

  /** The stake contract pays a reward to a contract. */
  mint_to_contract(c: ContractToContract): void {
    this.expectStakeContract();
    this.creditContract(c.contract, c.value);
    this.handOver(c, Id.genesis(2));
    MintToContractEvent.of(Id.genesis(2), c.contract, c.value).emit();
  }

  contract_to_contract(c: ContractToContract): void {
    const from = this.paying(c.value, caller());
    this.creditContract(c.contract, c.value);
    this.handOver(c, from);
    ContractToContractEvent.of(from, c.contract, c.value).emit();
  }

  contract_to_account(c: ContractToAccount): void {
    const from = this.paying(c.value, caller());
    this.credit(c.account, c.value);
    ContractToAccountEvent.of(from, c.account, c.value).emit();
  }

  /** Debits the contract that pays. */
  private paying(value: u64, from: Id): Id {
    ensure(!from.isZero, "A transfer to a contract must happen in the context of a transaction");
    ensure(from != Id.genesis(1), "Cannot be called directly by the transfer contract");
    const at = this.balances.addressOf(from);
    ensure(at != 0, "Caller must have a balance");
    ensure(load<u64>(at) >= value, "Caller must have enough balance");
    store<u64>(at, load<u64>(at) - value);
    return from;
  }

  /** Tells the receiver of a payment by the function it named. */
  private handOver(c: ContractToContract, from: Id): void {
    const n = archive<ReceiveFromContract>(ReceiveFromContract.of(from, c.value, c.data));
    const done = callRaw(changetype<usize>(c.contract), c.fn_name.start, c.fn_name.length, n);
    if (!done.ok) panicWith<u8>(done, "Calling receiver should succeed");
  }

  // ---- views ----

  @view
  root(): Scalar {
    return this.tree.root();
  }

  @view
  account(key: BlsPublicKey): AccountData {
    return this.accounts.get(raw(key));
  }

  @view
  contract_balance(contract: Id): u64 {
    return this.balances.get(contract);
  }

  @view
  opening(pos: u64): Option<Opening> {
    if (pos >= this.leaves.length) return Option.none<Opening>();
    const positions = zeroed(68);
    for (let l: usize = 0; l < 17; l++) store<u32>(positions + (l << 2), <u32>((pos >> (2 * (16 - l))) & 3));
    const branch = this.tree.branch(pos);
    return Option.some<Opening>(Opening.of(this.tree.root(), changetype<Branch>(branch), changetype<Positions>(positions)));
  }

  /** Those of the given nullifiers that are spent, in the given order. */
  @view
  existing_nullifiers(asked: Vec<Scalar>): Vec<Scalar> {
    const found = Vec.sized<Scalar>(asked.length);
    let count: u32 = 0;
    for (let i: u32 = 0; i < asked.length; i++) if (this.nullifiers.has(asked.at(i))) found.set(count++, asked.at(i));
    found.length = count;
    return found;
  }

  @view
  num_notes(): u64 {
    return this.leaves.length;
  }

  @view
  chain_id(): u8 {
    return chainId();
  }

  @feeds("NoteLeaf")
  leaves_from_height(height: u64): void {
    for (let i: u64 = 0; i < this.leaves.length; i++) {
      const mark = arenaMark(), leaf = this.leaves.at(i);
      if (leaf.block_height >= height) feed<NoteLeaf>(leaf);
      arenaRelease(mark);
    }
  }

  @feeds("NoteLeaf")
  leaves_from_pos(pos: u64): void {
    this.feedLeaves(pos, 0);
  }

  @feeds("NoteLeaf")
  sync(range: SyncRange): void {
    this.feedLeaves(range.from, range.limit);
  }

  private feedLeaves(from: u64, limit: u64): void {
    const end = limit ? min<u64>(this.leaves.length, saturatingAdd(from, limit)) : this.leaves.length;
    for (let i = from; i < end; i++) {
      const mark = arenaMark();
      feed<NoteLeaf>(this.leaves.at(i));
      arenaRelease(mark);
    }
  }

  @feeds("Scalar")
  sync_nullifiers(range: SyncRange): void {
    const walk = this.nullifiers.walk();
    for (let n = range.from; n && this.nullifiers.more(walk); n--) this.nullifiers.next(walk);
    for (let n: u64 = 0; (!range.limit || n < range.limit) && this.nullifiers.more(walk); n++, this.nullifiers.next(walk)) {
      feed<Scalar>(this.nullifiers.key(walk));
    }
  }

  @feeds("IdValue")
  sync_contract_balances(range: SyncRange): void {
    let at = skip<Id, u64>(this.balances, range.from);
    for (let n: u64 = 0; at && (!range.limit || n < range.limit); n++, at = this.balances.next(at)) {
      const mark = arenaMark();
      feed<IdValue>(IdValue.of(this.balances.key(at), this.balances.value(at)));
      arenaRelease(mark);
    }
  }

  @feeds("AccountEntry")
  sync_accounts(range: SyncRange): void {
    let at = skip<RawAccount, AccountData>(this.accounts, range.from);
    for (let n: u64 = 0; at && (!range.limit || n < range.limit); n++, at = this.accounts.next(at)) {
      const mark = arenaMark();
      feed<AccountEntry>(AccountEntry.of(this.accounts.value(at), this.accounts.key(at)));
      arenaRelease(mark);
    }
  }
}

import { arenaMark, arenaRelease, blockHeight, calledByGenesis, callDepth, caller, chainId, check, compareBytes, compressG2, ensure, feed, Id, jubjubScalarBytes, Option, OrderedMap, panicWith, Vec, verifyBls, zeroed } from "@eventide/contract-sdk";
import { ContractToContract, IdValue, Message, putWithdraw, ReceiveFromContract, Withdraw, withdrawBytes } from "../../shared/assembly/types";
import { Change, HardSlash, HardSlashEvent, Reward, RewardEvent, SlashEvent, SlashTerms, Stake, StakeAmount, StakeConfig, StakeData, StakeEntry, StakeEvent, StakeFundOwner, StakeKey, StakeKeys, StakeWithdraw, UnstakeEvent, WithdrawEvent, WithdrawToContract } from "./types";

@remote
interface Transfer {
  deposit(value: u64): void;
  withdraw(w: Withdraw): void;
  mint(w: Withdraw): void;
  mint_to_contract(c: ContractToContract): void;
  contract_to_contract(c: ContractToContract): void;
  sub_contract_balance(b: IdValue): void;
}

const EPOCH: u64 = 2160;
function nextEpoch(h: u64): u64 { return h + EPOCH - (h % EPOCH); }
function transfer(): Transfer { return Transfer.at(Id.genesis(1)); }
function keyOf(account: BlsPublicKey): StakeKey {
  const k = zeroed(96);
  compressG2(changetype<usize>(account), k);
  return changetype<StakeKey>(k);
}
function checkedAdd(a: u64, b: u64): u64 {
  ensure(a + b >= a, "attempt to add with overflow");
  return a + b;
}
function checked(a: u64, b: u64): u64 {
  ensure(b == 0 || a <= u64.MAX_VALUE / b, "attempt to multiply with overflow");
  return a * b;
}
/** account ‖ owner for signing: 96 bytes each, a contract owner is its id and 64 zero bytes. */
function putKeys(d: usize, keys: StakeKeys): void {
  compressG2(changetype<usize>(keys.account), d);
  if (keys.owner.isAccount) compressG2(changetype<usize>(keys.owner.asAccount), d + 96);
  else memory.copy(d + 96, changetype<usize>(keys.owner.asContract), 32);
}
/** Stored keys are canonical; those of an argument are made so before they are compared. */
function sameKeys(stored: StakeKeys, given: StakeKeys): bool {
  const canonical = zeroed(408);
  given.__put(canonical);
  return compareBytes(changetype<usize>(stored), canonical, 408) == 0;
}

@contract
export class StakeContract {
  burnt: u64;
  config: StakeConfig;
  configured: bool;
  stakes_by_key: OrderedMap<StakeKey, StakeEntry>;
  changes: OrderedMap<StakeKey, Change>;

  private rules(): StakeConfig {
    return this.configured ? this.config : StakeConfig.of(1, 1_000_000_000_000);
  }
  private fromTransfer(): void { ensure(calledByGenesis(1), "Can only be called from the transfer contract"); }
  private remember(key: StakeKey, account: BlsPublicKey, before: Option<StakeData>): void {
    if (this.changes.has(key)) return;
    this.changes.set(key, Change.of(account, before));
  }
  /** A copy of the data in the arena; entries are live views. */
  private snapshot(e: StakeEntry): Option<StakeData> { return Option.some<StakeData>(e.data); }

  @view get_version(): u64 { return 8; }
  @view get_config(): StakeConfig { return this.rules(); }
  @view burnt_amount(): u64 { return this.burnt; }
  @view get_stake(account: BlsPublicKey): Option<StakeData> {
    const key = keyOf(account);
    return this.stakes_by_key.has(key) ? Option.some<StakeData>(this.stakes_by_key.get(key).data) : Option.none<StakeData>();
  }
  @view get_stake_keys(account: BlsPublicKey): Option<StakeKeys> {
    const key = keyOf(account);
    return this.stakes_by_key.has(key) ? Option.some<StakeKeys>(this.stakes_by_key.get(key).keys) : Option.none<StakeKeys>();
  }
  @feeds("StakeEntry") stakes(): void {
    for (let at = this.stakes_by_key.first(); at; at = this.stakes_by_key.next(at)) feed<StakeEntry>(this.stakes_by_key.value(at));
  }
  @feeds("Change") prev_state_changes(): void {
    for (let at = this.changes.first(); at; at = this.changes.next(at)) feed<Change>(this.changes.value(at));
  }

  @root("Can only be called from the outside the VM") before_state_transition(): void { this.changes.clear(); }
  @root("Can only be called from the outside the VM") set_config(c: StakeConfig): void { this.config = c; this.configured = true; }
  @root("Can only be called from the outside the VM") set_burnt_amount(v: u64): void { this.burnt = v; }
  @root("Can only be called from the outside the VM") insert_stake(s: StakeEntry): void {
    const e = this.stakes_by_key.entry(keyOf(s.keys.account));
    s.keys.__put(changetype<usize>(e.keys));
    s.data.__put(changetype<usize>(e.data));
  }

  stake(s: Stake): void {
    this.fromTransfer();
    const key = this.accept(s);
    ensure(s.keys.owner.isAccount, "expect StakeFundOwner::Account");
    this.verify(s, true);
    const paid = transfer().try_deposit(s.value);
    if (!paid.ok) panicWith<void>(paid, "Depositing funds into contract should succeed");
    this.credit(key, s);
  }

  stake_from_contract(r: ReceiveFromContract): void {
    this.fromTransfer();
    ensure(callDepth() >= 2, "Cannot be called by a root ICC");
    ensure(r.data.length >= 632, "Invalid stake received");
    const s = changetype<Stake>(r.data.start + r.data.length - 632);
    check<Stake>(changetype<usize>(s), r.data.start);
    const key = this.accept(s);
    ensure(s.keys.owner.isContract, "expect StakeFundOwner::Contract");
    ensure(s.keys.owner.asContract == r.contract, "Invalid contract caller");
    ensure(s.value == r.value, "Stake amount mismatch");
    this.verify(s, false);
    this.credit(key, s);
  }

  private accept(s: Stake): StakeKey {
    ensure(s.chain_id == chainId(), "The stake must target the correct chain");
    const key = keyOf(s.keys.account);
    let fresh = true;
    if (this.stakes_by_key.has(key)) {
      const e = this.stakes_by_key.get(key);
      ensure(sameKeys(e.keys, s.keys), "Keys mismatch");
      fresh = !e.data.amount.isSome;
    }
    ensure(!fresh || s.value >= this.rules().minimum_stake, "The staked value is lower than the minimum amount!");
    return key;
  }

  private verify(s: Stake, owner: bool): void {
    const m = zeroed(208);
    store<u8>(m, s.chain_id);
    putKeys(m + 1, s.keys);
    store<u64>(m + 193, s.value);
    if (owner) ensure(verifyBls(m, 201, changetype<usize>(s.keys.owner.asAccount), changetype<usize>(s.signature.owner)), "Invalid owner signature!");
    ensure(verifyBls(m, 201, changetype<usize>(s.keys.account), changetype<usize>(s.signature.account)), "Invalid account signature!");
  }

  private credit(key: StakeKey, s: Stake): void {
    const known = this.stakes_by_key.has(key);
    const before = known ? this.snapshot(this.stakes_by_key.get(key)) : Option.none<StakeData>();
    const e = this.stakes_by_key.entry(key);
    if (!known) s.keys.__put(changetype<usize>(e.keys));
    const h = blockHeight();
    let active = s.value, locked: u64 = 0;
    if (!e.data.amount.isSome) e.data.amount = Option.some<StakeAmount>(StakeAmount.of(s.value, 0, nextEpoch(h) + EPOCH));
    else {
      const a = e.data.amount.value;
      if (h >= a.eligibility) { locked = s.value / 10; active = s.value - locked; }
      a.value = checkedAdd(a.value, active);
      a.locked = checkedAdd(a.locked, locked);
    }
    StakeEvent.of(s.keys, active, locked).emit();
    this.remember(key, s.keys.account, before);
  }

  unstake(w: StakeWithdraw): void {
    this.fromTransfer();
    const key = keyOf(w.account);
    ensure(this.stakes_by_key.has(key), "A stake should exist in the map to be unstaked!");
    const e = this.stakes_by_key.get(key);
    const before = this.snapshot(e);
    ensure(e.data.amount.isSome, "There must be an amount to unstake");
    const a = e.data.amount.value, value = w.withdraw.value;
    ensure(value <= a.value + a.locked, "Value to unstake higher than the staked amount");
    this.authorise(w, e.keys);
    const paid = transfer().try_withdraw(w.withdraw);
    if (!paid.ok) panicWith<void>(paid, "Withdrawing stake should succeed");
    this.debit(key, value, before, true);
  }

  unstake_from_contract(w: WithdrawToContract): void {
    const key = keyOf(w.account);
    ensure(this.stakes_by_key.has(key), "A stake should exist in the map to be unstaked!");
    const e = this.stakes_by_key.get(key);
    const before = this.snapshot(e);
    ensure(e.data.amount.isSome, "There must be an amount to unstake");
    ensure(w.value <= e.data.amount.value.value + e.data.amount.value.locked, "Value to unstake higher than the staked amount");
    const target = this.ownerOf(e.keys);
    const paid = transfer().try_contract_to_contract(ContractToContract.of(target, w.value, w.fn_name, w.data));
    if (!paid.ok) panicWith<void>(paid, "Unstaking to contract should succeed");
    this.debit(key, w.value, before, false);
  }

  private debit(key: StakeKey, value: u64, before: Option<StakeData>, keepMinimum: bool): void {
    const e = this.stakes_by_key.get(key);
    const a = e.data.amount.value;
    let active = value, locked: u64 = 0;
    if (value > a.value) { active = a.value; locked = value - a.value; }
    a.value -= active;
    a.locked -= locked;
    UnstakeEvent.of(e.keys, active, locked).emit();
    const account = zeroed(200);
    memory.copy(account, changetype<usize>(e.keys.account), 200);
    if (a.value + a.locked == 0) {
      if (e.data.reward == 0) this.stakes_by_key.remove(key);
      else e.data.amount = Option.none<StakeAmount>();
    } else ensure(!keepMinimum || a.value + a.locked >= this.rules().minimum_stake, "Stake left is lower than minimum stake");
    this.remember(key, changetype<BlsPublicKey>(account), before);
  }

  withdraw(w: StakeWithdraw): void {
    this.fromTransfer();
    const key = this.rewarded(w.account, w.withdraw.value);
    this.authorise(w, this.stakes_by_key.get(key).keys);
    const paid = transfer().try_mint(w.withdraw);
    if (!paid.ok) panicWith<void>(paid, "Withdrawing reward should succeed");
    this.payout(key, w.withdraw.value);
  }

  withdraw_from_contract(w: WithdrawToContract): void {
    const key = this.rewarded(w.account, w.value);
    const target = this.ownerOf(this.stakes_by_key.get(key).keys);
    const paid = transfer().try_mint_to_contract(ContractToContract.of(target, w.value, w.fn_name, w.data));
    if (!paid.ok) panicWith<void>(paid, "Withdrawing reward to contract should succeed");
    this.payout(key, w.value);
  }

  private rewarded(account: BlsPublicKey, value: u64): StakeKey {
    const key = keyOf(account);
    ensure(this.stakes_by_key.has(key), "A stake should exist in the map to get rewards!");
    ensure(value > 0, "Withdrawing 0 reward is not allowed");
    ensure(value <= this.stakes_by_key.get(key).data.reward, "Value to withdraw is higher than available reward");
    return key;
  }

  private payout(key: StakeKey, value: u64): void {
    const e = this.stakes_by_key.get(key);
    e.data.reward -= value;
    WithdrawEvent.of(e.keys, value, 0).emit();
    if (e.data.reward == 0 && !e.data.amount.isSome) this.stakes_by_key.remove(key);
  }

  private ownerOf(keys: StakeKeys): Id {
    ensure(keys.owner.isContract, "expect StakeFundOwner::Contract");
    const who = caller();
    ensure(who == keys.owner.asContract, "Invalid contract caller");
    return who;
  }

  /** Owner and account must have signed: account ‖ withdrawal ‖ its own signature. Spec: 05 §5.3 */
  private authorise(w: StakeWithdraw, keys: StakeKeys): void {
    ensure(keys.owner.isAccount, "expect StakeFundOwner::Account");
    const m = Message.sized(96 + withdrawBytes(w.withdraw) + 64);
    m.account(changetype<usize>(w.account));
    putWithdraw(m, w.withdraw);
    const inner = w.withdraw.signature;
    if (inner.isMoonlight) m.signature(changetype<usize>(inner.asMoonlight));
    else {
      const schnorr = changetype<usize>(inner.asPhoenix);
      m.bytes(jubjubScalarBytes(schnorr), 32);
      m.point(schnorr + 32);
    }
    ensure(verifyBls(m.start, m.length, changetype<usize>(keys.owner.asAccount), changetype<usize>(w.signature.owner)), "Invalid owner signature!");
    ensure(verifyBls(m.start, m.length, changetype<usize>(w.account), changetype<usize>(w.signature.account)), "Invalid account signature!");
  }

  @root("Can only be called from the outside the VM") reward(rewards: Vec<Reward>): void {
    for (let i: u32 = 0; i < rewards.length; i++) {
      const mark = arenaMark();
      const r = rewards.at(i), key = keyOf(r.account);
      const known = this.stakes_by_key.has(key);
      const e = this.stakes_by_key.entry(key);
      if (!known) StakeKeys.of(r.account, StakeFundOwner.Account(r.account)).__put(changetype<usize>(e.keys));
      e.data.faults = 0;
      e.data.hard_faults = 0;
      e.data.reward = checkedAdd(e.data.reward, r.value);
      arenaRelease(mark);
    }
    if (rewards.length) RewardEvent.of(rewards).emit();
  }

  @root("Can only be called from the outside the VM") slash(s: SlashTerms): void {
    const key = keyOf(s.account);
    ensure(this.stakes_by_key.has(key), "The stake to slash should exist");
    const e = this.stakes_by_key.get(key);
    if (!e.data.amount.isSome) return;
    const before = this.snapshot(e), a = e.data.amount.value;
    if (e.data.faults < 255) e.data.faults++;
    const warnings = this.rules().warnings;
    const eff: u64 = e.data.faults > warnings ? e.data.faults - warnings : 0;
    if (eff) a.eligibility = nextEpoch(blockHeight()) + eff * EPOCH;
    const amount = min<u64>(s.value.isSome ? s.value.value : checked(checked(a.value / 100, eff), 10), a.value);
    a.value -= amount;
    a.locked += amount;
    if (amount || eff) SlashEvent.of(s.account, amount, a.eligibility).emit();
    this.remember(key, s.account, before);
  }

  @root("Can only be called from the outside the VM") hard_slash(s: HardSlash): void {
    const key = keyOf(s.account);
    ensure(this.stakes_by_key.has(key), "The stake to hard slash should exist");
    const e = this.stakes_by_key.get(key);
    if (!e.data.amount.isSome) return;
    const before = this.snapshot(e), a = e.data.amount.value;
    const more: u32 = s.faults.isSome ? s.faults.value : 1;
    e.data.hard_faults = <u8>min<u32>(255, <u32>e.data.hard_faults + more);
    a.eligibility = nextEpoch(blockHeight()) + <u64>e.data.hard_faults * EPOCH;
    const amount = min<u64>(s.severity.isSome ? s.severity.value : checked(checked(a.value / 100, e.data.hard_faults), 10), a.value);
    if (amount) {
      a.value -= amount;
      transfer().sub_contract_balance(IdValue.of(Id.genesis(2), amount));
      this.burnt += amount;
    }
    HardSlashEvent.of(s.account, amount, a.eligibility).emit();
    this.remember(key, s.account, before);
  }
}

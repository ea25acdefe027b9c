import { add, BlsPublicKey, caller, ensure, Id, OrderedMap, signer, sub, Text, zeroed } from "@eventide/contract-sdk";

/** Who holds tokens: an account that signs transactions, or a contract that calls. */
@variants class Holder { Account: BlsPublicKey; Contract: Id; }
@bytes(208, 8) class HolderKey {}

@event("transfer") class Transfer { from: Holder; to: Holder; value: u64; }
@event("approval") class Approval { owner: Holder; spender: Holder; value: u64; }
@event("frozen") class Frozen { holder: Holder; frozen: bool; }
@event("paused") class Paused { paused: bool; }
@event("forced_transfer") class Forced { from: Holder; to: Holder; value: u64; reason: Text; }
@event("role") class RoleChanged { role: u8; holder: Holder; held: bool; }
@event("supply") class SupplyChanged { minted: u64; burnt: u64; supply: u64; }

@data class Wealth { balance: u64; frozen: bool; }
@bytes(416, 8) class Pair {}
@data class Opening { admin: Holder; supply: u64; }

/** Roles, one bit each. */
const ADMIN: u8 = 1;
const MINTER: u8 = 2;
const FREEZER: u8 = 4;
const PAUSER: u8 = 8;
const ENFORCER: u8 = 16;
const ALL: u8 = 31;

/** The holder's archive with zero padding, which orders the maps. */
function keyOf(holder: Holder): HolderKey {
  const key = zeroed(208);
  holder.__put(key);
  return changetype<HolderKey>(key);
}

/** A fungible token with public balances whose administrators can freeze holders, pause trade and enforce transfers. */
@contract
export class Token {
  supply: u64;
  paused: bool;
  wealth: OrderedMap<HolderKey, Wealth>;
  allowances: OrderedMap<Pair, u64>;
  roles: OrderedMap<HolderKey, u8>;

  init(opening: Opening): void {
    this.roles.set(keyOf(opening.admin), ALL);
    this.supply = opening.supply;
    this.wealth.entry(keyOf(opening.admin)).balance = opening.supply;
  }

  /** The contract that called, or the account that sent the transaction. */
  private actor(): Holder {
    const account = signer();
    if (account.isSome) return Holder.Account(account.value);
    const contract = caller();
    // the transfer contract calls for transactions and payments, never for itself
    ensure(!contract.isZero && contract != Id.genesis(1), "TOKEN_NO_SENDER: a public account must sign");
    return Holder.Contract(contract);
  }

  private expectRole(role: u8): void {
    ensure((this.roles.get(keyOf(this.actor())) & role) != 0, "TOKEN_ROLE: the sender does not hold the role");
  }

  @view total_supply(): u64 { return this.supply; }
  @view balance_of(holder: Holder): u64 { return this.wealth.get(keyOf(holder)).balance; }
  @view is_frozen(holder: Holder): bool { return this.wealth.get(keyOf(holder)).frozen; }
  @view is_paused(): bool { return this.paused; }
  @view roles_of(holder: Holder): u8 { return this.roles.get(keyOf(holder)); }
  @view allowance(owner: Holder, spender: Holder): u64 { return this.allowances.get(this.pair(owner, spender)); }

  private pair(owner: Holder, spender: Holder): Pair {
    const key = zeroed(416);
    owner.__put(key);
    spender.__put(key + 208);
    return changetype<Pair>(key);
  }

  transfer(to: Holder, value: u64): void {
    this.expectTrade();
    const from = this.actor();
    this.expectFree(from);
    this.expectFree(to);
    this.move(from, to, value);
    Transfer.of(from, to, value).emit();
  }

  approve(spender: Holder, value: u64): void {
    const owner = this.actor();
    this.allowances.set(this.pair(owner, spender), value);
    Approval.of(owner, spender, value).emit();
  }

  transfer_from(owner: Holder, to: Holder, value: u64): void {
    this.expectTrade();
    const spender = this.actor();
    this.expectFree(spender);
    this.expectFree(owner);
    this.expectFree(to);
    const pair = this.pair(owner, spender), allowed = this.allowances.get(pair);
    ensure(allowed >= value, "TOKEN_ALLOWANCE: more than was approved");
    this.allowances.set(pair, allowed - value);
    this.move(owner, to, value);
    Transfer.of(owner, to, value).emit();
  }

  private expectTrade(): void {
    ensure(!this.paused, "TOKEN_PAUSED");
  }

  private expectFree(holder: Holder): void {
    ensure(!this.wealth.get(keyOf(holder)).frozen, "TOKEN_FROZEN: a party of the transfer is frozen");
  }

  private move(from: Holder, to: Holder, value: u64): void {
    const have = this.wealth.get(keyOf(from)).balance;
    ensure(have >= value, "TOKEN_FUNDS: balance is too small");
    // an absent entry is a throw-away view: write through entry
    this.wealth.entry(keyOf(from)).balance = have - value;
    const target = this.wealth.entry(keyOf(to));
    target.balance = add(target.balance, value);
  }

  // ---- roles ----

  grant(role: u8, holder: Holder): void {
    this.expectRole(ADMIN);
    ensure(role != 0 && (role & ~ALL) == 0, "TOKEN_ROLE_UNKNOWN");
    const key = keyOf(holder);
    this.roles.set(key, this.roles.get(key) | role);
    RoleChanged.of(role, holder, true).emit();
  }

  revoke(role: u8, holder: Holder): void {
    this.expectRole(ADMIN);
    const key = keyOf(holder);
    this.roles.set(key, this.roles.get(key) & ~role);
    RoleChanged.of(role, holder, false).emit();
  }

  mint(to: Holder, value: u64): void {
    this.expectRole(MINTER);
    this.supply = add(this.supply, value);
    const entry = this.wealth.entry(keyOf(to));
    entry.balance = add(entry.balance, value);
    SupplyChanged.of(value, 0, this.supply).emit();
  }

  /** Destroys own tokens. */
  burn(value: u64): void {
    const key = keyOf(this.actor()), have = this.wealth.get(key).balance;
    ensure(have >= value, "TOKEN_FUNDS: balance is too small");
    this.wealth.entry(key).balance = have - value;
    this.supply = sub(this.supply, value);
    SupplyChanged.of(0, value, this.supply).emit();
  }

  freeze(holder: Holder, frozen: bool): void {
    this.expectRole(FREEZER);
    this.wealth.entry(keyOf(holder)).frozen = frozen;
    Frozen.of(holder, frozen).emit();
  }

  pause(paused: bool): void {
    this.expectRole(PAUSER);
    this.paused = paused;
    Paused.of(paused).emit();
  }

  /** Moves tokens by order of the law, also of frozen holders and while trade is paused. */
  force_transfer(from: Holder, to: Holder, value: u64, reason: Text): void {
    this.expectRole(ENFORCER);
    this.move(from, to, value);
    Forced.of(from, to, value, reason).emit();
  }
}

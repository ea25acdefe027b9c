import { add, BlsPublicKey, ensure, Id, mulDiv, OrderedMap, panicWith, signer, saturatingSub, self, sub } from "@eventide/contract-sdk";

@data class ContractToAccount { account: BlsPublicKey; value: u64; }

@remote
interface Transfer {
  deposit(value: u64): void;
  contract_to_account(payment: ContractToAccount): void;
}

/** Holder of the token contract. */
@variants class Holder { Account: BlsPublicKey; Contract: Id; }

@remote
interface Token {
  transfer(to: Holder, value: u64): void;
  transfer_from(owner: Holder, to: Holder, value: u64): void;
}

@event("liquidity") class Liquidity { provider: BlsPublicKey; dusk: u64; tokens: u64; shares: u64; added: bool; }
@event("swap") class Swap { trader: BlsPublicKey; dusk_in: u64; tokens_in: u64; dusk_out: u64; tokens_out: u64; }
@data class Reserves { dusk: u64; tokens: u64; shares: u64; }
@bytes(193, 1) class Account {}

/** Of a trade, 3 in 1000 stay in the pool. */
const KEPT: u64 = 997;
const WHOLE: u64 = 1000;
/** Shares nobody owns: the first provider cannot make a share too dear for others. */
const LOCKED_SHARES: u64 = 1000;

/** A pool of DUSK and one token; prices follow from dusk · tokens, which no trade lowers. */
@contract
export class Exchange {
  token: Id;
  dusk: u64;
  tokens: u64;
  shares: u64;
  locked: bool;
  owned: OrderedMap<Account, u64>;

  init(token: Id): void {
    this.token = token;
  }

  @view reserves(): Reserves { return Reserves.of(this.dusk, this.tokens, this.shares); }
  @view shares_of(account: BlsPublicKey): u64 { return this.owned.get(changetype<Account>(changetype<usize>(account))); }
  @view tokens_for(dusk: u64): u64 { return this.output(dusk, this.dusk, this.tokens); }
  @view dusk_for(tokens: u64): u64 { return this.output(tokens, this.tokens, this.dusk); }

  /** What `paid` of one side buys of the other: rounded down, in the pool's favour. */
  private output(paid: u64, have: u64, other: u64): u64 {
    ensure(have > 0 && other > 0, "EXCHANGE_EMPTY");
    const counted = mulDiv(paid, KEPT, WHOLE);
    return mulDiv(counted, other, add(have, counted));
  }

  private enter(): BlsPublicKey {
    ensure(!this.locked, "EXCHANGE_BUSY: no re-entrance");
    const sender = signer();
    ensure(sender.isSome, "EXCHANGE_NO_SENDER: a public account must sign");
    this.locked = true;
    return sender.value;
  }

  private takeTokens(from: BlsPublicKey, value: u64): void {
    Token.at(this.token).transfer_from(Holder.Account(from), Holder.Contract(self()), value);
  }

  private giveTokens(to: BlsPublicKey, value: u64): void {
    Token.at(this.token).transfer(Holder.Account(to), value);
  }

  private giveDusk(to: BlsPublicKey, value: u64): void {
    const done = Transfer.at(Id.genesis(1)).try_contract_to_account(ContractToAccount.of(to, value));
    if (!done.ok) panicWith<void>(done, "EXCHANGE_PAYMENT");
  }

  /** Puts `dusk` (the deposit) and at most `max_tokens` into the pool; the sender must have approved the tokens. */
  add_liquidity(dusk: u64, max_tokens: u64, min_shares: u64): u64 {
    const who = this.enter();
    ensure(dusk > 0, "EXCHANGE_NOTHING");
    const first = this.shares == 0;
    let tokens = max_tokens;
    // tokens round up, shares down: never against those who are in the pool
    if (!first) tokens = add(mulDiv(dusk, this.tokens, this.dusk), 1);
    ensure(tokens > 0 && tokens <= max_tokens, "EXCHANGE_TOKENS: more than allowed");
    const minted = first ? saturatingSub(dusk, LOCKED_SHARES) : mulDiv(dusk, this.shares, this.dusk);
    ensure(minted > 0 && minted >= min_shares, "EXCHANGE_SHARES: fewer than asked for");
    this.shares = add(this.shares, first ? dusk : minted);
    this.dusk = add(this.dusk, dusk);
    this.tokens = add(this.tokens, tokens);
    const key = changetype<Account>(changetype<usize>(who));
    this.owned.set(key, add(this.owned.get(key), minted));
    Transfer.at(Id.genesis(1)).deposit(dusk);
    this.takeTokens(who, tokens);
    Liquidity.of(who, dusk, tokens, minted, true).emit();
    this.locked = false;
    return minted;
  }

  /** Gives shares back for their part of both sides. */
  remove_liquidity(shares: u64, min_dusk: u64, min_tokens: u64): void {
    const who = this.enter();
    const key = changetype<Account>(changetype<usize>(who)), have = this.owned.get(key);
    ensure(shares > 0 && shares <= have, "EXCHANGE_SHARES: not owned");
    const dusk = mulDiv(shares, this.dusk, this.shares), tokens = mulDiv(shares, this.tokens, this.shares);
    ensure(dusk >= min_dusk && tokens >= min_tokens, "EXCHANGE_SLIPPAGE");
    this.owned.set(key, have - shares);
    this.shares = sub(this.shares, shares);
    this.dusk = sub(this.dusk, dusk);
    this.tokens = sub(this.tokens, tokens);
    this.giveDusk(who, dusk);
    this.giveTokens(who, tokens);
    Liquidity.of(who, dusk, tokens, shares, false).emit();
    this.locked = false;
  }

  /** Sells the deposited DUSK for at least `min_tokens`. */
  sell_dusk(dusk: u64, min_tokens: u64): u64 {
    const who = this.enter(), tokens = this.output(dusk, this.dusk, this.tokens);
    ensure(tokens > 0 && tokens >= min_tokens, "EXCHANGE_SLIPPAGE");
    this.dusk = add(this.dusk, dusk);
    this.tokens = sub(this.tokens, tokens);
    Transfer.at(Id.genesis(1)).deposit(dusk);
    this.giveTokens(who, tokens);
    Swap.of(who, dusk, 0, 0, tokens).emit();
    this.locked = false;
    return tokens;
  }

  /** Sells approved tokens for at least `min_dusk`. */
  sell_tokens(tokens: u64, min_dusk: u64): u64 {
    const who = this.enter(), dusk = this.output(tokens, this.tokens, this.dusk);
    ensure(dusk > 0 && dusk >= min_dusk, "EXCHANGE_SLIPPAGE");
    this.tokens = add(this.tokens, tokens);
    this.dusk = sub(this.dusk, dusk);
    this.takeTokens(who, tokens);
    this.giveDusk(who, dusk);
    Swap.of(who, 0, tokens, dusk, 0).emit();
    this.locked = false;
    return dusk;
  }
}

import { archiveAt, BUFFER, copied, ensure, Id, Text, Vec } from "@eventide/contract-sdk";
import { ContractToContract, ReceiveFromContract, Withdraw } from "../../shared/assembly/types";
import { Stake, StakeWithdraw, WithdrawToContract } from "../../stake/assembly/types";

@remote
interface Transfer {
  deposit(value: u64): void;
  contract_to_contract(c: ContractToContract): void;
  withdraw(w: Withdraw): void;
}

@remote
interface StakeContract {
  unstake_from_contract(w: WithdrawToContract): void;
  withdraw_from_contract(w: WithdrawToContract): void;
}

/** The archive of a value as bytes of the arena. */
function bytesOf<T>(value: T): Vec<u8> {
  const n = archiveAt<T>(changetype<usize>(value));
  return Vec.of<u8>(copied(BUFFER, n), n);
}

/** Stakes what a transaction brings, and passes on what comes back: who owns the stake is the contract. Spec: 05 §10.2 */
@contract
export class StakeProxy {
  calls: u64;

  stake(s: Stake): void {
    this.calls = this.calls + 1;
    Transfer.at(Id.genesis(1)).deposit(s.value);
    const name = Text.of(utf8("stake_from_contract"));
    Transfer.at(Id.genesis(1)).contract_to_contract(ContractToContract.of(Id.genesis(2), s.value, name, bytesOf<Stake>(s)));
  }

  unstake(w: StakeWithdraw): void {
    this.calls = this.calls + 1;
    StakeContract.at(Id.genesis(2)).unstake_from_contract(this.request(w, Text.of(utf8("receive_unstake"))));
  }

  withdraw(w: StakeWithdraw): void {
    this.calls = this.calls + 1;
    StakeContract.at(Id.genesis(2)).withdraw_from_contract(this.request(w, Text.of(utf8("receive_reward"))));
  }

  private request(w: StakeWithdraw, callback: Text): WithdrawToContract {
    return WithdrawToContract.of(w.account, w.withdraw.value, callback, bytesOf<Withdraw>(w.withdraw));
  }

  receive_unstake(r: ReceiveFromContract): void {
    this.passOn(r);
  }

  receive_reward(r: ReceiveFromContract): void {
    this.passOn(r);
  }

  private passOn(r: ReceiveFromContract): void {
    this.calls = this.calls + 1;
    ensure(r.data.length >= 584, "PROXY_WITHDRAWAL");
    const root = r.data.start + r.data.length - 584;
    changetype<Withdraw>(root).__check(r.data.start);
    Transfer.at(Id.genesis(1)).withdraw(changetype<Withdraw>(root));
  }
}

import { archiveAt, BUFFER, copied, Id, self, Text, Vec } from "@eventide/contract-sdk";
import { ContractToContract, ReceiveFromContract } from "../../shared/assembly/types";

@data class Order { peer: Id; value: u64; }

@remote
interface Transfer {
  deposit(value: u64): void;
  contract_to_contract(c: ContractToContract): void;
}

@remote
interface Peer {
  pay(order: Order): void;
  take(value: u64): void;
}

/** Pays a peer of its kind, which has the payment made a second time while the first is under way. */
@contract
export class Bouncer {
  calls: u64;

  pay(order: Order): void {
    const n = archiveAt<Order>(changetype<usize>(order));
    const data = Vec.of<u8>(copied(BUFFER, n), n);
    Transfer.at(Id.genesis(1)).contract_to_contract(ContractToContract.of(order.peer, order.value, Text.of(utf8("bounced")), data));
    this.calls = this.calls + 1;
  }

  /** What the transfer contract calls. */
  bounced(r: ReceiveFromContract): void {
    Peer.at(r.contract).pay(Order.of(self(), r.value));
  }

  take(value: u64): void {
    Transfer.at(Id.genesis(1)).deposit(value);
    this.calls = this.calls + 1;
  }

  /** Takes the transaction's deposit, and once more by way of itself. */
  take_twice(value: u64): void {
    Transfer.at(Id.genesis(1)).deposit(value);
    Peer.at(self()).take(value);
  }
}

import { Id, panicWith } from "@eventide/contract-sdk";
import { ContractToAccount } from "../../transfer/assembly/types";

@remote
interface Transfer {
  contract_to_account(c: ContractToAccount): void;
}

/** Pays an account whatever is asked, out of its own balance. */
@contract
export class PayProxy {
  paid: u64;

  contract_to_account(c: ContractToAccount): void {
    const done = Transfer.at(Id.genesis(1)).try_contract_to_account(c);
    if (!done.ok) panicWith<void>(done, "Transferring to account should succeed");
    this.paid = this.paid + 1;
  }
}

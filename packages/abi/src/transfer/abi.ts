import { type Method, method } from '../contract.ts';
import type { AbiType } from '../type/abiType.ts';
import { list, option, tuple } from '../type/composite.ts';
import { blsPublicKey, contractId, fixedHex, scalar, u8, u64, unit } from '../type/primitive.ts';
import {
  accountData,
  callResult,
  contractToAccount,
  contractToAccountEvent,
  contractToContract,
  contractToContractEvent,
  convertEvent,
  depositEvent,
  moonlightTransactionEvent,
  note,
  noteLeaf,
  opening,
  phoenixTransactionEvent,
  transaction,
  withdraw,
  withdrawEvent,
} from './types.ts';

const range = tuple(u64, u64);

function feeder<A, F>(argument: AbiType<A>, feeds: AbiType<F>): Method<A, null, F> {
  return { argument, returns: unit, feeds };
}

/** The transfer contract. Spec: 05 §4.2, §4.4 */
export const transferAbi = {
  name: 'transfer',
  methods: {
    spend_and_execute: method(transaction, callResult),
    refund: method(u64, unit),
    push_note: method(tuple(u64, note), option(note)),
    update_root: method(unit, unit),
    add_account_balance: method(tuple(blsPublicKey, u64), unit),
    sub_account_balance: method(tuple(blsPublicKey, u64), unit),
    add_contract_balance: method(tuple(contractId, u64), unit),
    sub_contract_balance: method(tuple(contractId, u64), unit),
    mint: method(withdraw, unit),
    mint_to_contract: method(contractToContract, unit),
    deposit: method(u64, unit),
    withdraw: method(withdraw, unit),
    convert: method(withdraw, unit),
    contract_to_contract: method(contractToContract, unit),
    contract_to_account: method(contractToAccount, unit),
    root: method(unit, scalar),
    account: method(blsPublicKey, accountData),
    contract_balance: method(contractId, u64),
    opening: method(u64, option(opening)),
    existing_nullifiers: method(list(scalar), list(scalar)),
    num_notes: method(unit, u64),
    chain_id: method(unit, u8),
    leaves_from_height: feeder(u64, noteLeaf),
    leaves_from_pos: feeder(u64, noteLeaf),
    sync: feeder(range, noteLeaf),
    sync_nullifiers: feeder(range, scalar),
    sync_contract_balances: feeder(range, tuple(contractId, u64)),
    sync_accounts: feeder(range, tuple(accountData, fixedHex(193))),
  },
  events: {
    moonlight: moonlightTransactionEvent,
    phoenix: phoenixTransactionEvent,
    deposit: depositEvent,
    withdraw: withdrawEvent,
    convert: convertEvent,
    mint: withdrawEvent,
    mint_c: contractToContractEvent,
    contract_to_contract: contractToContractEvent,
    contract_to_account: contractToAccountEvent,
  },
} as const;

import { argumentToJson, type ContractAbi, parseContractAbi, stakeAbi, transferAbi } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { exactJson } from './exactJson.ts';

const known: Readonly<Record<string, ContractAbi>> = {
  [toHex(TRANSFER_CONTRACT)]: transferAbi,
  [toHex(STAKE_CONTRACT)]: stakeAbi,
};

/** The argument of a call as JSON where the contract is known, else as hex. */
export function showArgument(contract: string, fn: string, bytes: Uint8Array): string {
  const abi = known[contract];
  if (abi !== undefined) {
    try {
      return exactJson(argumentToJson(abi, fn, bytes));
    } catch (error) {
      if (!isEventideError(error)) throw error;
    }
  }
  return toHex(bytes);
}

/** An ABI file as text. @throws AbiError ABI_BAD_FILE */
export function readAbiText(text: string): ContractAbi {
  return parseContractAbi(text);
}

import { type ContractInterface, stakeInterface, transferInterface } from '@eventide/abi';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';

/** The contracts of every network, by the names they have here. Spec: 05 §1 */
export const genesisContracts: readonly {
  readonly name: string;
  readonly id: Uint8Array;
  readonly file: ContractInterface;
}[] = [
  { name: 'transfer', id: TRANSFER_CONTRACT, file: transferInterface },
  { name: 'stake', id: STAKE_CONTRACT, file: stakeInterface },
];

import {
  argumentFromJson,
  argumentToJson,
  type ContractAbi,
  eventToJson,
  type Json,
  outputToJson,
  stakeAbi,
  transferAbi,
} from '@eventide/abi';
import { toHex } from '@eventide/base';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';

/** Translates between JSON and archives of one contract. @throws DriverFailure of every function. Spec: 05 §9 */
export type ContractDriver = {
  encodeInput(fn: string, json: string): Promise<Uint8Array>;
  decodeInput(fn: string, bytes: Uint8Array): Promise<Json>;
  decodeOutput(fn: string, bytes: Uint8Array): Promise<Json>;
  decodeEvent(topic: string, bytes: Uint8Array): Promise<Json>;
  schema(): Promise<string>;
  version(): Promise<string>;
};

/** The reference's version of its own two drivers. */
const BUILT_IN_VERSION = '0.1.0';

const builtIn: ReadonlyMap<string, ContractAbi> = new Map<string, ContractAbi>([
  [toHex(TRANSFER_CONTRACT), transferAbi],
  [toHex(STAKE_CONTRACT), stakeAbi],
]);

/** The interface of a genesis contract, by hex id. */
export function genesisAbi(id: string): ContractAbi | undefined {
  return builtIn.get(id);
}

/** The driver of a genesis contract, by hex id. Spec: 08 §3 */
export function genesisDriver(id: string): ContractDriver | undefined {
  const abi = builtIn.get(id);
  return abi && abiDriver(abi);
}

function abiDriver(abi: ContractAbi): ContractDriver {
  return {
    encodeInput: async (fn, json) => argumentFromJson(abi, fn, JSON.parse(json) as Json),
    decodeInput: async (fn, bytes) => argumentToJson(abi, fn, bytes),
    decodeOutput: async (fn, bytes) => outputToJson(abi, fn, bytes),
    decodeEvent: async (topic, bytes) => eventToJson(abi, topic, bytes),
    schema: async () => '{}',
    version: async () => BUILT_IN_VERSION,
  };
}

export { CONSOLE_CONTRACT, formatConsole } from './console.ts';
export {
  argumentFromJson,
  argumentToJson,
  type ContractAbi,
  decodeArgument,
  decodeEvent,
  decodeFeed,
  decodeReturn,
  encodeArgument,
  eventToJson,
  type Method,
  method,
  outputToJson,
} from './contract.ts';
export { type DataDriver, loadDriver } from './driver.ts';
export { AbiError, type AbiErrorCode } from './errors.ts';
export { stakeInterface, transferInterface } from './genesis/interfaces.ts';
export type {
  ContractInterface,
  EventEntry,
  FieldEntry,
  MethodEntry,
  ParameterEntry,
  TypeDefinition,
  TypeTable,
} from './interface/contractInterface.ts';
export { describedType } from './interface/describedType.ts';
export { encodeCall } from './interface/encodeCall.ts';
export { type DescribedAbi, describeContract, parseContractAbi } from './interface/parseContractAbi.ts';
export { stakeAbi } from './stake/abi.ts';
export { fromStake, fromStakeKeys, fromStakeWithdraw, toStake, toStakeKeys, toStakeWithdraw } from './stake/convert.ts';
export type { ArchivedStake, ArchivedStakeKeys, ArchivedStakeWithdraw, Reward, StakeData } from './stake/types.ts';
export { transferAbi } from './transfer/abi.ts';
export {
  archiveTransaction,
  fromNote,
  fromTransaction,
  fromWithdraw,
  toNote,
  toWithdraw,
} from './transfer/convert.ts';
export type {
  AccountData,
  ArchivedNote,
  ArchivedTransaction,
  ArchivedTransactionData,
  ArchivedWithdraw,
  NoteLeaf,
} from './transfer/types.ts';
export { type AbiType, archive, type Json, unarchive, type ValueOf } from './type/abiType.ts';
export { choice, list, option, record, repeated, tuple } from './type/composite.ts';
export {
  type ArchivedStealthAddress,
  affinePoint,
  extendedPoint,
  fromStealthAddress,
  stealthAddress,
  toStealthAddress,
} from './type/point.ts';
export {
  blsPublicKey,
  blsSignature,
  bytes,
  contractId,
  fixedHex,
  jubjubScalar,
  scalar,
  text,
  u8,
  u32,
  u64,
  unit,
} from './type/primitive.ts';
